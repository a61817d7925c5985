// Uploads files to S3 itself, by presigned addresses: some at a time, the others wait.

import {ask} from "./api.js";
import {bytes, element, find, oneLine} from "./dom.js";

const AT_ONCE = 4;

const waiting = [];
let running = 0;
let total = 0;
let done = 0;

const queue = find("queue");
const list = queue.querySelector("ul");
const summary = find("queue-summary");

/** Takes files into the queue. */
export function add(files) {
  for (const file of files) {
    total++;
    waiting.push({file, view: row(file)});
  }
  next();
}

function row(file) {
  const progress = element("progress", {max: 1, value: 0, "aria-label": `Upload of ${oneLine(file.name)}`});
  const state = element("span", {className: "state"}, "waiting");
  const item = element("li", {},
    element("bdi", {className: "name"}, oneLine(file.name)), element("span", {className: "quiet"}, bytes(file.size)),
    progress, state);
  list.append(item);
  return {item, progress, state};
}

function next() {
  while (running < AT_ONCE && waiting.length > 0) {
    const {file, view} = waiting.shift();
    running++;
    upload(file, view).finally(() => {
      running--;
      next();
    });
  }
  summarise();
}

function summarise() {
  queue.hidden = list.childElementCount === 0;
  if (running + waiting.length === 0) {
    summary.textContent = list.childElementCount === 0 ? "" : `${list.childElementCount} not uploaded`;
    total = 0;
    done = 0;
  } else {
    summary.textContent = `${done} of ${total} uploaded, ${running} on their way, ${waiting.length} waiting`;
  }
}

async function upload(file, view) {
  view.state.textContent = "0 %";
  try {
    const contentType = file.type || "application/octet-stream";
    const {url} = await ask("POST", "/api/uploads", {key: file.name, contentType});
    await put(url, file, contentType, (share) => {
      view.progress.value = share;
      view.state.textContent = share < 1 ? `${Math.floor(share * 100)} %` : "storing";
    });
    done++;
    view.item.remove();
  } catch (error) {
    failed(file, view, error.message);
  }
}

/** `fetch` can't tell how far an upload has come. */
function put(url, file, contentType, progressed) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && event.total > 0) {
        progressed(event.loaded / event.total);
      }
    });
    request.addEventListener("load", () => request.status === 200
      ? resolve()
      : reject(new Error(`S3 answered with status ${request.status}.`)));
    request.addEventListener("error", () => reject(new Error("It can't be read, or S3 does not answer.")));
    request.open("PUT", url);
    request.setRequestHeader("Content-Type", contentType);
    request.send(file);
  });
}

function failed(file, view, reason) {
  const again = element("button", {type: "button", className: "small"}, "Try again");
  const away = element("button", {type: "button", className: "small"}, "Dismiss");
  const actions = element("span", {className: "bar"}, again, away);
  view.progress.hidden = true;
  view.item.classList.add("failed");
  view.state.textContent = reason;
  view.item.append(actions);
  again.addEventListener("click", () => {
    actions.remove();
    view.item.classList.remove("failed");
    view.progress.hidden = false;
    view.progress.value = 0;
    view.state.textContent = "waiting";
    total++;
    waiting.push({file, view});
    next();
  });
  away.addEventListener("click", () => {
    view.item.remove();
    summarise();
  });
}
