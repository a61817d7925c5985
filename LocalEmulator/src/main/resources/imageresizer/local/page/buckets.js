// The objects of both buckets, as a client of S3 would list them.

import {ask} from "./api.js";
import {bytes, cautiousButton, clock, copyButton, element, find, oneLine, outsideLink} from "./dom.js";
import {isOpen, onOpening} from "./navigation.js";
import {downloadUrl, objectUrl, s3Uri} from "./objects.js";

const BREATH = 700; // Milliseconds between two looks while things change.

const list = find("object-list");
const prefix = find("object-prefix");
const status = find("object-status");
const more = find("more-objects");

let bucket = "";
let next = null;
let shown = 0;
let timer = null;
let turn = 0;

/** @param report names the buckets */
export function start({inputBucket, outputBucket}) {
  const names = [...new Set([inputBucket, outputBucket])];
  bucket = names[0];
  const buttons = names.map((name) => {
    const button = element("button", {type: "button", className: "chip", "aria-pressed": String(name === bucket)},
      names.length === 1 ? "Pictures and renditions" : name === inputBucket ? "Pictures" : "Renditions",
      " ", element("code", {}, name));
    button.addEventListener("click", () => {
      bucket = name;
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      load();
    });
    return button;
  });
  find("object-buckets").replaceChildren(...buttons);
  find("object-filter").addEventListener("submit", (event) => {
    event.preventDefault();
    load();
  });
  prefix.addEventListener("input", load);
  more.addEventListener("click", () => load(next));
  onOpening("objects", load);
}

/** Something has changed in the stack. */
export function refresh() {
  // Who has gone on to more objects, or is about to press a button, is not led back.
  if (isOpen("objects") && timer === null && !list.contains(document.activeElement)) {
    timer = setTimeout(() => {
      timer = null;
      if (shown <= list.dataset.first && !list.contains(document.activeElement)) {
        load();
      }
    }, BREATH);
  }
}

async function load(after) {
  const mine = ++turn;
  const parameters = new URLSearchParams({bucket, prefix: prefix.value});
  const goesOn = typeof after === "string";
  if (goesOn) {
    parameters.set("after", after);
  }
  try {
    const page = await ask("GET", `/api/objects?${parameters}`);
    if (mine !== turn) {
      return; // Another bucket or prefix is wanted meanwhile.
    }
    const items = page.objects.map(row);
    if (goesOn) {
      list.append(...items);
    } else {
      list.replaceChildren(...items);
      list.dataset.first = items.length;
    }
    shown = list.childElementCount;
    next = page.next;
    more.hidden = next === null;
    say();
  } catch (error) {
    status.textContent = error.message;
  }
}

function say() {
  status.textContent = shown === 0
    ? (prefix.value === "" ? "It is empty." : "No key begins so.")
    : `${shown.toLocaleString("en")} ${shown === 1 ? "object" : "objects"}${next === null ? "" : ", and there are more"}`;
}

function row({key, bytes: size, eTag, modified}) {
  const where = bucket;
  const name = oneLine(key);
  const item = element("li", {},
    element("code", {className: "uri"}, name),
    element("p", {className: "quiet"}, `${bytes(size)} · ${clock(modified).slice(0, 8)}`),
    element("p", {className: "bar"},
      labelled(outsideLink(objectUrl(where, key, {content: eTag}), "Open"), name),
      labelled(element("a", {href: downloadUrl(where, key)}, "Download"), name),
      copyButton(s3Uri(where, key), `the S3 URI of ${name}`),
      labelled(cautiousButton("Delete", "Delete it?", async () => {
        try {
          await ask("DELETE", `/api/objects?${new URLSearchParams({bucket: where, key})}`);
          item.remove();
          shown = list.childElementCount;
          say();
        } catch (error) {
          status.textContent = error.message;
        }
      }), name)));
  return item;
}

function labelled(control, name) {
  control.title = name;
  return control;
}
