// The list of all uploads. The stack holds it, searches it and counts it; the page has only the rows that can be seen.

import {ask} from "./api.js";
import {openCard, refreshCard} from "./cards.js";
import {bytes, clock, duration, element, find, oneLine} from "./dom.js";
import {objectUrl} from "./objects.js";
import {isLast, word} from "./states.js";

const BEYOND = 12; // Rows above and below those that can be seen.
const BREATH = 150; // Milliseconds between two looks at a list that changes all the time.

const box = find("upload-box");
const list = find("upload-rows");
const search = find("upload-search");
const states = find("upload-states");
const status = find("upload-status");

const rows = new Map(); // By number: those in the document.
const chips = new Map(); // By state.
let summary = {total: 0, forgotten: 0, counts: {}};
let state = ""; // Which ones are shown; empty for all.
let loaded = {found: 0, from: 0, rows: []};
let height = 48;
let active = null; // The row that Tab leads to.
let wanted = null; // The index of the row that gets the focus once it is there.
let isLoading = false;
let isStale = false;
let timer = null;
let hasOpened = false;

export function start() {
  find("upload-filter").addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", () => fromTheTop());
  box.addEventListener("scroll", () => {
    draw();
    if (!covers()) {
      load();
    }
  }, {passive: true});
  list.addEventListener("keydown", move);
  list.addEventListener("click", (event) => {
    const row = rowOf(event.target);
    if (row) {
      open(row.number);
    }
  });
  list.addEventListener("focusin", (event) => {
    active = rowOf(event.target)?.number ?? active;
    mark();
  });
  new ResizeObserver(() => {
    measure();
    draw();
    load();
  }).observe(box);
}

/** The number of uploads in each state has changed, or some upload has. */
export function showSummary(present) {
  summary = present;
  find("welcome").hidden = summary.total > 0;
  find("browse").hidden = summary.total === 0;
  document.body.classList.toggle("busy", summary.total > 0);
  showChips();
  if (timer === null) {
    timer = setTimeout(() => {
      timer = null;
      load();
      refreshCard();
    }, BREATH);
  }
}

function showChips() {
  chip("", "All", summary.total);
  for (const [name, count] of Object.entries(summary.counts)) {
    chip(name, word(name), count);
  }
}

function chip(name, label, count) {
  let known = chips.get(name);
  if (!known) {
    const number = element("span", {className: "number"});
    const button = element("button", {type: "button", className: "chip", "aria-pressed": String(name === state)},
      label, " ", number);
    button.dataset.state = name;
    button.addEventListener("click", () => {
      state = name;
      for (const [other, {button: its}] of chips) {
        its.setAttribute("aria-pressed", String(other === name));
      }
      showChips();
      fromTheTop();
    });
    known = {button, number};
    chips.set(name, known);
    states.append(button);
  }
  known.number.textContent = count.toLocaleString("en");
  known.button.hidden = count === 0 && name !== state && name !== "";
}

function fromTheTop() {
  box.scrollTop = 0;
  active = null;
  loaded = {...loaded, rows: []};
  load();
}

/** Fetches the rows that can be seen; one request at a time, and another one if something has happened meanwhile. */
async function load() {
  isStale = true;
  if (isLoading) {
    return;
  }
  isLoading = true;
  try {
    while (isStale) {
      isStale = false;
      const first = firstSeen();
      // A row that is being read stays where it is, however many uploads come before it meanwhile.
      const anchor = first > 0 ? at(first) : undefined;
      const parameters = new URLSearchParams({search: search.value, count: seen() + 2 * BEYOND,
        from: anchor ? -BEYOND : Math.max(0, first - BEYOND)});
      if (state) {
        parameters.set("state", state);
      }
      if (anchor) {
        parameters.set("at", anchor.number);
      }
      loaded = await ask("GET", `/api/uploads?${parameters}`);
      list.style.height = `${loaded.found * height}px`;
      const place = anchor ? loaded.rows.findIndex((row) => row.number === anchor.number) : -1;
      if (place >= 0 && loaded.from + place !== first) {
        box.scrollTop += (loaded.from + place - first) * height;
      }
      draw();
      say();
      isStale ||= !covers();
    }
  } catch {
    // The line at the top says that the stack does not answer; when it does again, there will be a summary.
  } finally {
    isLoading = false;
  }
}

function say() {
  const {total, forgotten} = summary;
  const all = total.toLocaleString("en");
  status.textContent = (loaded.found === total ? `${all} ${total === 1 ? "upload" : "uploads"}`
    : `${loaded.found.toLocaleString("en")} of ${all} uploads`)
    + (forgotten > 0 ? `; ${forgotten.toLocaleString("en")} older ones are no longer listed` : "");
  box.hidden = loaded.found === 0;
  if (!hasOpened && total === 1 && loaded.rows.length === 1) {
    // Who uploads a first picture wants to see what it is all about.
    hasOpened = true;
    open(loaded.rows[0].number, false);
  }
  hasOpened ||= total > 1;
}

function firstSeen() {
  return Math.floor(box.scrollTop / height);
}

function seen() {
  return Math.ceil(box.clientHeight / height) + 1;
}

function at(index) {
  return loaded.rows[index - loaded.from];
}

function covers() {
  const end = Math.min(loaded.found, firstSeen() + seen());
  return firstSeen() >= loaded.from && end <= loaded.from + loaded.rows.length;
}

function measure() {
  const measured = parseFloat(getComputedStyle(box).getPropertyValue("--row-height"))
    * parseFloat(getComputedStyle(document.documentElement).fontSize);
  if (measured > 0 && measured !== height) {
    const first = box.scrollTop / height;
    height = measured;
    list.style.height = `${loaded.found * height}px`;
    box.scrollTop = first * height;
  }
}

function draw() {
  const first = Math.max(loaded.from, firstSeen() - BEYOND);
  const end = Math.min(loaded.from + loaded.rows.length, firstSeen() + seen() + BEYOND);
  const kept = new Set();
  for (let index = first; index < end; index++) {
    const data = at(index);
    kept.add(data.number);
    let row = rows.get(data.number);
    if (!row) {
      row = new Row(data.number);
      rows.set(data.number, row);
      list.append(row.item);
    }
    row.update(data, index, loaded.found);
  }
  for (const [number, row] of rows) {
    const hasFocus = row.item.contains(document.activeElement);
    // The row with the focus stays when it is scrolled away, or the focus would be lost.
    if (!kept.has(number) && !(hasFocus && (row.index < first || row.index >= end))) {
      rows.delete(number);
      row.item.remove();
      if (hasFocus) {
        wanted ??= Math.min(row.index, loaded.found - 1);
      }
    }
  }
  mark();
  const target = wanted === null ? undefined : rows.get(at(wanted)?.number);
  if (target) {
    wanted = null;
    target.button.focus({preventScroll: true});
  }
}

/** One row can be reached by Tab; the others by arrows. */
function mark() {
  const reached = rows.has(active) ? active : at(Math.max(firstSeen(), loaded.from))?.number;
  for (const [number, row] of rows) {
    row.button.tabIndex = number === reached ? 0 : -1;
  }
}

function move(event) {
  const row = rowOf(event.target);
  const page = Math.max(1, seen() - 2);
  const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity};
  if (!row || !(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  event.preventDefault();
  const index = Math.min(Math.max(0, row.index + steps[event.key]), loaded.found - 1);
  wanted = index;
  if (index < Math.ceil(box.scrollTop / height)) {
    box.scrollTop = index * height;
  } else if ((index + 1) * height > box.scrollTop + box.clientHeight) {
    box.scrollTop = (index + 1) * height - box.clientHeight;
  }
  draw();
  if (wanted !== null) {
    load();
  }
}

function rowOf(target) {
  return rows.get(Number(target.closest("li")?.dataset.number));
}

function open(number, isAsked = true) {
  list.querySelector("[aria-current]")?.removeAttribute("aria-current");
  rows.get(number)?.button.setAttribute("aria-current", "true");
  Row.opened = number;
  openCard(number, isAsked, () => {
    Row.opened = null;
    const row = rows.get(number) ?? rows.get(active) ?? rows.values().next().value;
    row?.button.removeAttribute("aria-current");
    row?.button.focus({preventScroll: true});
  });
}

class Row {
  static opened = null;

  constructor(number) {
    this.number = number;
    this.picture = element("span", {className: "mini"});
    this.name = element("bdi", {className: "name"});
    this.facts = element("span", {className: "facts"});
    this.time = element("span", {className: "time"});
    this.word = element("span", {className: "outcome"});
    this.button = element("button", {type: "button", tabIndex: -1},
      this.picture, this.name, this.word, this.facts, this.time);
    this.item = element("li", {className: "upload-row"}, this.button);
    this.item.dataset.number = number;
  }

  update(row, index, found) {
    if (this.index !== index || this.height !== height) {
      this.index = index;
      this.height = height;
      this.item.style.transform = `translateY(${index * height}px)`;
      this.item.setAttribute("aria-posinset", index + 1);
    }
    if (this.found !== found) {
      this.found = found;
      this.item.setAttribute("aria-setsize", found);
    }
    const json = JSON.stringify(row);
    if (this.json === json) {
      return;
    }
    this.json = json;
    this.item.dataset.state = row.state;
    this.item.classList.toggle("ended", isLast(row.state));
    if (Row.opened === row.number) {
      this.button.setAttribute("aria-current", "true");
    }
    this.name.textContent = oneLine(row.key);
    this.word.textContent = word(row.state);
    this.facts.textContent = oneLine(facts(row));
    this.time.textContent = row.time === null ? "" : clock(row.time).slice(0, 8);
    const {thumbnail} = row;
    const address = thumbnail ? objectUrl(thumbnail.bucket, thumbnail.key, {content: thumbnail.content}) : "";
    if (this.address !== address) {
      this.address = address;
      this.picture.replaceChildren(...(address
        ? [element("img", {src: address, alt: "", decoding: "async", loading: "lazy"})] : []));
    }
  }
}

function facts(row) {
  if (row.note) {
    return row.note;
  }
  const size = row.bytes === null ? "" : bytes(row.bytes);
  if (row.renditions === 0) {
    return size;
  }
  return [
    `${row.renditions} ${row.renditions === 1 ? "rendition" : "renditions"}`,
    size ? `${size} → ${bytes(row.renditionBytes)}` : bytes(row.renditionBytes),
    row.ran === null ? "" : `ran ${duration(row.ran)}`,
  ].filter(Boolean).join(" · ");
}
