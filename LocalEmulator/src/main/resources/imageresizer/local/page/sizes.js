// The sizes as rows. The text of the setting stays the truth: rows are made of it, and write it.

import {element} from "./dom.js";

const SIZE = /^(?:([A-Za-z0-9_-]{1,40})=)?([1-9]\d{0,3})?x([1-9]\d{0,3})?(?::(inside|cover|fill))?$/;

/** @param input has the setting's text; it hears of `input` events when rows change it */
export function sizeRows(input) {
  const list = element("ul", {className: "size-rows"});
  const add = element("button", {type: "button", className: "small"}, "Add a size");
  const note = element("p", {className: "quiet"});
  let written = null;

  const write = () => {
    written = [...list.children].map((row) => row.text()).filter((text) => text !== "x").join(",");
    input.value = written;
    input.dispatchEvent(new Event("input", {bubbles: true}));
  };
  const read = () => {
    if (input.value === written) {
      return; // The rows have just written it, and one of them has the focus.
    }
    written = input.value;
    const sizes = input.value.split(",").map((text) => SIZE.exec(text.trim()));
    const isClear = sizes.every((size) => size && (size[2] || size[3]));
    note.textContent = isClear ? "" : "This text is no list of sizes, so there are no rows for it.";
    list.replaceChildren(...(isClear ? sizes.map((size) => row(size, write)) : []));
  };
  add.addEventListener("click", () => {
    list.append(row([], write));
    list.lastElementChild.querySelector("input").focus();
  });
  input.addEventListener("input", read);
  read();
  return {item: element("div", {className: "size-editor"}, list, element("p", {className: "bar"}, add), note), read};
}

function row([, name = "", width = "", height = "", fit = ""], write) {
  const field = (label, value, properties) => {
    const control = element("input", {...properties, value, autocomplete: "off", "aria-label": label, placeholder: label});
    control.addEventListener("input", write);
    return control;
  };
  const widthField = field("Width", width, {type: "number", min: 1, max: 9999, step: 1});
  const heightField = field("Height", height, {type: "number", min: 1, max: 9999, step: 1});
  const nameField = field("Name", name, {type: "text", maxLength: 40, spellcheck: false});
  const fitField = element("select", {"aria-label": "Fit"},
    ...[["", "usual fit"], ["inside", "inside"], ["cover", "cover"], ["fill", "fill"]]
      .map(([value, label]) => element("option", {value}, label)));
  fitField.value = fit;
  fitField.addEventListener("change", write);
  const away = element("button", {type: "button", className: "small", "aria-label": "Remove this size"}, "Remove");
  const item = element("li", {}, widthField, element("span", {"aria-hidden": "true"}, "×"), heightField,
    fitField, nameField, away);
  away.addEventListener("click", () => {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    write();
    next?.querySelector("input").focus();
  });
  item.text = () => (nameField.value ? `${nameField.value}=` : "") + `${widthField.value}x${heightField.value}`
    + (fitField.value ? `:${fitField.value}` : "");
  return item;
}
