// A form made from the template's parameters. The stack judges the values, by the same code as on the command line.

import {ask} from "./api.js";
import {element, find, oneLine, pixels} from "./dom.js";
import {sizeRows} from "./sizes.js";

const BREATH = 250; // Milliseconds after the last key before the preview is asked for.
const PREVIEW_SIDE = 6; // Rem that the longer side of the picture has in the preview.

const form = find("settings-form");
const message = element("p", {className: "verdict", role: "status"});
const apply = element("button", {type: "submit", className: "primary"}, "Restart with these");
const defaults = element("button", {type: "button"}, "Fill in the defaults");
let settings = [];
let inputs = new Map();
let sizes = null;
let preview = element("div");
let timer = null;
let turn = 0;

export function start() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    restart();
  });
  defaults.addEventListener("click", () => {
    for (const setting of settings) {
      inputs.get(setting.name).value = setting.defaultValue ?? "";
    }
    sizes?.read();
    mark();
  });
  form.addEventListener("input", mark);
}

/** The values in force; a value that is being typed stays. */
export function showSettings(inForce) {
  const typed = new Map(settings.filter((setting) => isChanged(setting))
    .map((setting) => [setting.name, inputs.get(setting.name).value]));
  settings = inForce;
  inputs = new Map();
  preview = element("div", {className: "preview", role: "status"});
  const groups = new Map();
  for (const setting of settings) {
    const rows = groups.get(setting.group) ?? [];
    rows.push(row(setting, typed.get(setting.name) ?? setting.value));
    groups.set(setting.group, rows);
  }
  form.replaceChildren(
    ...[...groups].map(([group, rows]) => element("fieldset", {}, element("legend", {}, group || "Others"), ...rows)),
    element("div", {className: "sticky"}, message, element("p", {className: "bar"}, apply, defaults)));
  mark();
}

function row(setting, value) {
  const id = `setting-${setting.name}`;
  const attributes = {id, name: setting.name, "aria-describedby": `${id}-description`};
  const input = setting.allowedValues.length > 0
    ? element("select", attributes, ...setting.allowedValues.map((allowed) => element("option", {}, allowed)))
    : element("input", {...attributes, type: "text", autocomplete: "off", spellcheck: false});
  input.value = value;
  inputs.set(setting.name, input);
  const usual = setting.defaultValue === "" ? "empty" : setting.defaultValue;
  sizes = setting.name === "Sizes" ? sizeRows(input) : sizes;
  return element("div", {className: "row"},
    element("label", {htmlFor: id}, setting.label, element("code", {className: "quiet"}, setting.name)),
    input,
    setting.name === "Sizes" ? sizes.item : null,
    element("p", {className: "quiet", id: `${id}-description`}, `${setting.description ?? ""} `,
      setting.value === setting.defaultValue ? null : element("span", {className: "tag"}, `Default: ${usual}`)),
    setting.name === "Sizes" ? preview : null);
}

/** What the present values would make of a picture; the stack works it out. */
async function showPlan() {
  const mine = ++turn;
  const place = preview;
  let plan;
  try {
    plan = await ask("POST", "/api/settings/plan", values());
  } catch (error) {
    plan = {message: error.message};
  }
  if (mine !== turn) {
    return;
  }
  if (!plan.renditions) {
    place.replaceChildren(element("p", {className: "verdict refusal"}, oneLine(plan.message)));
    return;
  }
  const scale = PREVIEW_SIDE / Math.max(plan.width, plan.height);
  place.replaceChildren(
    element("p", {className: "quiet"}, `Of ${plan.key} with ${pixels(plan.width, plan.height)} pixels they make:`),
    element("ul", {}, ...plan.renditions.map((rendition) => {
      const shape = element("span", {className: "shape", "aria-hidden": "true"}, element("span"));
      shape.style.width = `${plan.width * scale}rem`;
      shape.style.height = `${plan.height * scale}rem`;
      shape.firstElementChild.style.width = `${rendition.width * scale}rem`;
      shape.firstElementChild.style.height = `${rendition.height * scale}rem`;
      return element("li", {}, shape, element("span", {},
        element("strong", {}, `${pixels(rendition.width, rendition.height)} pixels`), rendition.isCut ? ", cut " : " ",
        element("code", {className: "uri"}, oneLine(rendition.key))));
    })));
}

function values() {
  return Object.fromEntries([...inputs].map(([name, input]) => [name, input.value]));
}

function isChanged(setting) {
  return inputs.get(setting.name).value !== setting.value;
}

function mark() {
  for (const setting of settings) {
    inputs.get(setting.name).closest(".row").classList.toggle("changed", isChanged(setting));
  }
  clearTimeout(timer);
  if (sizes) {
    timer = setTimeout(showPlan, BREATH);
  }
}

async function restart() {
  apply.disabled = true;
  tell("The function restarts …", false);
  try {
    await ask("PUT", "/api/settings", values());
    tell("In force. Pictures that are uploaded from now on are resized by these settings.", false);
  } catch (error) {
    tell(error.message, true);
    const name = /^The parameter (\w+) /.exec(error.message)?.[1];
    inputs.get(name)?.focus();
  } finally {
    apply.disabled = false;
  }
}

function tell(sentence, isRefusal) {
  message.textContent = sentence;
  message.classList.toggle("refusal", isRefusal);
}
