// A form made from the template's parameters. The stack judges the values, by the same code as on the command line.

import {ask} from "./api.js";
import {element, find} from "./dom.js";

const form = find("settings-form");
const message = element("p", {className: "verdict", role: "status"});
const apply = element("button", {type: "submit", className: "primary"}, "Restart with these");
const defaults = element("button", {type: "button"}, "Fill in the defaults");
let settings = [];
let inputs = new Map();

export function start() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    restart();
  });
  defaults.addEventListener("click", () => {
    for (const setting of settings) {
      inputs.get(setting.name).value = setting.defaultValue ?? "";
    }
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
  return element("div", {className: "row"},
    element("label", {htmlFor: id}, setting.label, element("code", {className: "quiet"}, setting.name)),
    input,
    element("p", {className: "quiet", id: `${id}-description`}, `${setting.description ?? ""} `,
      setting.value === setting.defaultValue ? null : element("span", {className: "tag"}, `Default: ${usual}`)));
}

function isChanged(setting) {
  return inputs.get(setting.name).value !== setting.value;
}

function mark() {
  for (const setting of settings) {
    inputs.get(setting.name).closest(".row").classList.toggle("changed", isChanged(setting));
  }
}

async function restart() {
  apply.disabled = true;
  tell("The function restarts …", false);
  try {
    await ask("PUT", "/api/settings",
      Object.fromEntries([...inputs].map(([name, input]) => [name, input.value])));
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
