// The function's log, made readable: what it wrote as JSON, and what Lambda says about each invocation.

import {clock, element, find, oneLine, setCount, visible} from "./dom.js";

const LONGEST = 2000;

const list = find("log-lines");
const search = find("log-search");
const errorsOnly = find("log-errors");
const summary = find("log-summary");
let pending = [];
let errors = 0;

export function showLine(line) {
  if (pending.length === 0) {
    requestAnimationFrame(draw);
  }
  pending.push(line);
  // A tab in the background draws nothing.
  if (pending.length > 2 * LONGEST) {
    pending = pending.slice(-LONGEST);
  }
}

export function start() {
  search.addEventListener("input", filter);
  errorsOnly.addEventListener("change", filter);
  find("log-filter").addEventListener("submit", (event) => event.preventDefault());
}

function draw() {
  const followsEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(...pending.map(row));
  pending = [];
  while (list.childElementCount > LONGEST) {
    errors -= list.firstElementChild.classList.contains("error") ? 1 : 0;
    list.firstElementChild.remove();
  }
  setCount("log-count", errors, errors === 1 ? "error" : "errors");
  filter();
  if (followsEnd) {
    list.scrollTop = list.scrollHeight;
  }
}

function row(line) {
  const entry = read(line);
  const isError = entry.level === "ERROR" || entry.level === "FATAL";
  errors += isError ? 1 : 0;
  const item = element("li", {className: isError ? "error" : entry.level === "WARN" ? "warn" : ""},
    element("time", {}, clock(entry.time)),
    element("span", {className: "level"}, entry.level),
    element("span", {className: "message"}, visible(entry.message)));
  if (entry.requestId) {
    const button = element("button", {type: "button", className: "request", title: "Show this request only",
      "aria-label": `Show request ${oneLine(entry.requestId)} only`}, oneLine(entry.requestId).slice(0, 8));
    button.addEventListener("click", () => {
      search.value = search.value === entry.requestId ? "" : entry.requestId;
      filter();
    });
    item.append(button);
  }
  if (entry.trace) {
    item.append(element("details", {className: "trace"},
      element("summary", {}, "Stack trace"), element("pre", {className: "frames"}, visible(entry.trace))));
  }
  item.dataset.text = `${line.text} ${entry.message}`.toLowerCase();
  return item;
}

function read(line) {
  const json = parsed(line.text);
  if (json === null) {
    return {time: line.received, level: "", message: line.text};
  }
  const time = Date.parse(json.timestamp ?? json.time) || line.received;
  if (json.type?.startsWith("platform.")) {
    return {time, ...platform(json)};
  }
  const message = json.message ?? json.errorMessage ?? line.text;
  const [first, ...others] = (typeof message === "string" ? message : JSON.stringify(message)).split("\n");
  return {
    time,
    level: json.level ?? "",
    message: first,
    requestId: json.AWSRequestId ?? json.requestId,
    trace: [...others, ...(json.stackTrace ?? [])].join("\n").trim(),
  };
}

function parsed(text) {
  try {
    const json = JSON.parse(text);
    return json !== null && typeof json === "object" ? json : null;
  } catch {
    return null;
  }
}

function platform({type, record = {}}) {
  const metrics = record.metrics ?? {};
  const word = type.replace("platform.", "").toUpperCase();
  const failed = record.status && record.status !== "success";
  const facts = [
    failed && `${record.status} ${record.errorType ?? ""}`,
    metrics.durationMs !== undefined && `${metrics.durationMs.toFixed(1)} ms`,
    metrics.maxMemoryUsedMB !== undefined && `${metrics.maxMemoryUsedMB} of ${metrics.memorySizeMB} MB`,
    metrics.initDurationMs !== undefined && `started in ${Math.round(metrics.initDurationMs)} ms`,
  ];
  return {
    level: failed ? "ERROR" : "",
    message: `${word} ${facts.filter(Boolean).join(", ")}`,
    requestId: record.requestId,
  };
}

function filter() {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const item of list.children) {
    const isShown = (!errorsOnly.checked || item.classList.contains("error")) && item.dataset.text.includes(wanted);
    item.hidden = !isShown;
    shown += isShown ? 1 : 0;
  }
  const all = list.childElementCount;
  summary.textContent = shown === all ? `${all} lines` : `${shown} of ${all} lines`;
}
