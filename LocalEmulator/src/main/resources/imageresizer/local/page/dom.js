// Builds elements and words. Everything from outside gets into the page as text, never as markup.

/** Creates an element: properties by name (those with a hyphen are attributes), then children: nodes or text. */
export function element(name, properties = {}, ...children) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role" || key === "for") {
      created.setAttribute(key, value);
    } else {
      created[key] = value;
    }
  }
  created.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return created;
}

export function find(id) {
  return document.getElementById(id);
}

/** Characters that reverse the reading order or are invisible, written as escapes. */
export function visible(text) {
  return String(text).replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g,
    (character) => "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0"));
}

/** The same for text of one line. */
export function oneLine(text) {
  return visible(String(text).replace(/[\t\n\r]+/g, " "));
}

/** Names of Java classes without their packages, which say little and are long. */
export function withoutPackages(text) {
  return String(text).replace(/\b(?:[a-z][a-z0-9_]*\.){2,}(?=[A-Z])/g, "");
}

export function bytes(count) {
  if (count < 1000) {
    return `${count} bytes`;
  }
  const units = ["kB", "MB", "GB"];
  let value = count;
  let unit = -1;
  do {
    value /= 1000;
    unit++;
  } while (value >= 999.95 && unit < units.length - 1);
  return `${value.toFixed(value < 100 ? 1 : 0)} ${units[unit]}`;
}

export function pixels(width, height) {
  return `${width} × ${height}`;
}

export function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 100) / 10;
  if (seconds < 0.1) {
    return `${Math.round(milliseconds)} ms`;
  }
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A time of day to the millisecond. */
export function clock(milliseconds) {
  const time = new Date(milliseconds);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
    + `.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

/** A button that copies a text. */
export function copyButton(text, what) {
  const button = element("button", {type: "button", className: "small", "aria-label": `Copy ${what}`}, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  return button;
}

/** A button for what can't be undone: it acts when it is pressed a second time. */
export function cautiousButton(label, question, act) {
  const button = element("button", {type: "button", className: "small danger"}, label);
  let timer = null;
  const calm = () => {
    clearTimeout(timer);
    timer = null;
    button.textContent = label;
  };
  button.addEventListener("blur", calm);
  button.addEventListener("click", () => {
    if (timer === null) {
      button.textContent = question;
      timer = setTimeout(calm, 5000);
    } else {
      calm();
      act();
    }
  });
  return button;
}

/** A link to another page, which learns nothing of this one. */
export function outsideLink(address, ...children) {
  return element("a", {href: address, target: "_blank", rel: "noopener noreferrer"}, ...children);
}

export function setCount(id, count, meaning) {
  const badge = find(id);
  badge.hidden = count === 0;
  badge.textContent = count > 999 ? "999+" : String(count);
  badge.append(element("span", {className: "unseen"}, ` ${meaning}`));
}
