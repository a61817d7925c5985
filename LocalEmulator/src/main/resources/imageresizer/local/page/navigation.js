// Which part of the page is open. Where there is room, the uploads stay beside it.

import {find} from "./dom.js";

const VIEWS = ["uploads", "mail", "objects", "log", "dead-letters", "faults", "settings", "connect"];

const openings = new Map();

/** Calls a function whenever a part of the page is opened, and at once if it is. */
export function onOpening(view, act) {
  openings.set(view, act);
  if (isOpen(view)) {
    act();
  }
}

export function isOpen(view) {
  return document.body.dataset.view === view;
}

export function start() {
  window.addEventListener("hashchange", show);
  show();
}

function show() {
  const wanted = location.hash.slice(1);
  const view = VIEWS.includes(wanted) ? wanted : "uploads";
  document.body.dataset.view = view;
  for (const link of document.querySelectorAll("nav a")) {
    const isHere = link.hash === `#${view}`;
    if (isHere) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({block: "nearest", inline: "nearest"});
    } else {
      link.removeAttribute("aria-current");
    }
    // Beside the uploads there is always something: the mail, if nothing else is wanted.
    link.classList.toggle("beside", view === "uploads" && link.hash === "#mail");
  }
  openings.get(view)?.();
  if (view === "log") {
    const lines = find("log-lines");
    lines.scrollTop = lines.scrollHeight;
  }
  if (wanted !== "") {
    window.scrollTo(0, 0);
  }
}
