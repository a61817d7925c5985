// The mails as a mail program shows them, and who has not confirmed a subscription yet.

import {ask} from "./api.js";
import {clock, element, find, oneLine, outsideLink, setCount, visible} from "./dom.js";

const LINK = /https?:\/\/[^\s<>"']+/g;
const CONFIRMATION = "/confirmation.html?";

const list = find("mail-list");
const open = find("open-mail");
const search = find("mail-search");
const status = find("mail-status");
const readAll = find("mail-read-all");
const mails = new Map();
const changed = new Map();
let opened = null;

export function start() {
  find("mail-filter").addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", filter);
  readAll.addEventListener("click", () => ask("POST", "/api/mails/read"));
}

/** Shows the state of a mail; a flood of them is drawn once a frame. */
export function showMail(mail) {
  if (changed.size === 0) {
    requestAnimationFrame(draw);
  }
  changed.set(mail.number, mail);
}

function draw() {
  for (const mail of [...changed.values()].sort((one, other) => one.number - other.number)) {
    const known = mails.get(mail.number);
    if (mail.deleted) {
      mails.delete(mail.number);
      known?.row.remove();
    } else {
      const row = known?.row ?? newRow(mail);
      mails.set(mail.number, {mail, row});
      row.classList.toggle("unread", !mail.read);
      row.querySelector(".state").textContent = mail.read ? "" : "Unread: ";
    }
  }
  changed.clear();
  const unread = [...mails.values()].filter((one) => !one.mail.read).length;
  find("no-mail").hidden = mails.size > 0;
  find("mail-filter").hidden = mails.size === 0;
  readAll.disabled = unread === 0;
  setCount("mail-count", unread, "unread");
  if (opened !== null && !mails.has(opened)) {
    opened = null;
    open.hidden = true;
    open.replaceChildren();
  }
  filter();
}

function filter() {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const {mail, row} of mails.values()) {
    const isShown = wanted === "" || `${mail.subject} ${mail.from} ${mail.to} ${mail.text}`.toLowerCase().includes(wanted);
    row.hidden = !isShown;
    shown += isShown ? 1 : 0;
  }
  const text = wanted === "" ? `${mails.size} mails` : `${shown} of ${mails.size} mails`;
  if (status.textContent !== text) {
    status.textContent = text;
  }
  status.classList.toggle("unseen", wanted === "");
}

/** The newest come first. */
function newRow(mail) {
  const button = element("button", {type: "button"},
    element("span", {className: "unseen state"}),
    element("span", {className: "from"}, oneLine(sender(mail))),
    element("time", {}, clock(mail.date).slice(0, 8)),
    element("span", {className: "subject"}, oneLine(mail.subject)));
  button.addEventListener("click", () => openMail(mail.number));
  button.addEventListener("keydown", (event) => {
    if (event.key === "Delete") {
      remove(mail.number);
    }
  });
  const row = element("li", {}, button);
  row.dataset.number = mail.number;
  let later = list.firstElementChild;
  while (later && Number(later.dataset.number) > mail.number) {
    later = later.nextElementSibling;
  }
  list.insertBefore(row, later);
  return row;
}

/** Deletes a mail on the server; the focus goes to the next one. */
async function remove(number) {
  const row = mails.get(number)?.row;
  const visible = [...list.children].filter((one) => !one.hidden);
  const place = visible.indexOf(row);
  const next = visible[place + 1] ?? visible[place - 1];
  try {
    await ask("DELETE", `/api/mails/${number}`);
    (next?.firstElementChild ?? find("mail-title")).focus();
  } catch (error) {
    status.textContent = error.message;
    status.classList.remove("unseen");
  }
}

function sender(mail) {
  return mail.from.replace(/\s*<[^>]*>$/, "").replace(/^"(.*)"$/, "$1") || mail.from;
}

function openMail(number) {
  const {mail, row} = mails.get(number);
  list.querySelector("[aria-current]")?.removeAttribute("aria-current");
  row.firstElementChild.setAttribute("aria-current", "true");
  opened = number;
  open.hidden = false;
  open.replaceChildren(
    element("h3", {id: "open-mail-subject", tabIndex: -1}, oneLine(mail.subject)),
    element("dl", {},
      element("div", {}, element("dt", {}, "From"), element("dd", {}, oneLine(mail.from))),
      element("div", {}, element("dt", {}, "To"), element("dd", {}, oneLine(mail.to.join(", ")))),
      element("div", {}, element("dt", {}, "Date"), element("dd", {}, new Date(mail.date).toLocaleString()))),
    element("p", {className: "body"}, ...withLinks(mail.text)),
    sourceOf(number));
  find("open-mail-subject").focus({preventScroll: true});
  if (!matchMedia("(min-width: 1100px)").matches) {
    open.scrollIntoView();
  }
  if (!mail.read) {
    ask("POST", `/api/mails/${number}/read`);
  }
}

/** Links lead out of this page, to http and https only, and show their whole address. */
function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(visible(text.slice(end, match.index)));
    parts.push(URL.canParse(match[0]) ? outsideLink(match[0], visible(match[0])) : visible(match[0]));
    end = match.index + match[0].length;
  }
  parts.push(visible(text.slice(end)));
  return parts;
}

function sourceOf(number) {
  const source = element("pre", {className: "source", tabIndex: 0, hidden: true, "aria-label": "Source of the mail"});
  const button = element("button", {type: "button", className: "small", "aria-expanded": "false"}, "Show source");
  button.addEventListener("click", async () => {
    if (source.hidden) {
      source.textContent = visible((await ask("GET", `/api/mails/${number}`)).replaceAll("\r\n", "\n"));
    }
    source.hidden = !source.hidden;
    button.setAttribute("aria-expanded", String(!source.hidden));
    button.textContent = source.hidden ? "Show source" : "Hide source";
  });
  const away = element("button", {type: "button", className: "small"}, "Delete");
  away.addEventListener("click", () => remove(number));
  return element("div", {},
    element("p", {className: "bar"}, button,
      element("a", {href: `/api/mails/${number}`, download: `mail-${number}.eml`, className: "button small"}, "Save"),
      away),
    source);
}

/** As on AWS, an address gets no mail before the link that is mailed to it has been opened. */
export function showSubscriptions(subscriptions) {
  const pending = subscriptions.filter(({status: its}) => its === "pending");
  const suspended = subscriptions.filter(({status: its}) => its === "suspended");
  find("subscriptions").replaceChildren(...pending.map((subscription) => notice(subscription,
    " gets no mail yet: as on AWS, the subscription must first be confirmed.")));
  find("mail-alert").replaceChildren(...suspended.map((subscription) => notice(subscription,
    " gets no mail any more: SNS has suspended the subscription, because more than 10 mails came within a second."
    + " It goes on once the subscription is confirmed again.")));
}

function notice(subscription, text) {
  const confirm = element("button", {type: "button", className: "small primary"}, "Confirm");
  const refusal = element("span", {className: "verdict refusal", role: "status"});
  confirm.addEventListener("click", async () => {
    try {
      await ask("POST", "/api/subscriptions/confirm", {arn: subscription.arn});
    } catch (error) {
      refusal.textContent = error.message;
    }
  });
  const button = element("button", {type: "button", className: "small"}, "Open the mail with the link");
  button.addEventListener("click", () => {
    const mail = [...mails.values()].map((one) => one.mail).sort((one, other) => other.number - one.number)
      .find((one) => one.text.includes(CONFIRMATION) && one.text.includes(`:${subscription.topic}`)
        && one.to.some((address) => address.includes(subscription.endpoint)));
    if (mail) {
      location.hash = "mail";
      openMail(mail.number);
    }
  });
  return element("div", {className: "notice"},
    element("p", {}, element("strong", {}, oneLine(subscription.endpoint)), text),
    element("p", {className: "bar"}, confirm, button, refusal));
}
