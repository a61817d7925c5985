// One card for each upload, whoever uploaded it: how far it has come, how it ended, and what has become of it.

import {comparison} from "./compare.js";
import {bytes, clock, copyButton, duration, element, find, oneLine, outsideLink, pixels, withoutPackages} from "./dom.js";
import {objectUrl, s3Uri} from "./objects.js";

const LONGEST = 2000;
const SHOWN_BY_BROWSERS = new Set(["JPEG", "PNG", "WebP", "GIF", "AVIF"]);
const LAST_STAGES = new Set(["DONE", "FAILED", "IGNORED"]);
const STAGE_WORDS = {
  WAITING: "Waiting", RUNNING: "Running", RETRYING: "Trying again", DONE: "Skipped", FAILED: "Failed",
  IGNORED: "Left alone",
};

const list = find("cards");
const cards = new Map();
const changed = new Map();

/** Shows the state of an upload; a flood of them is drawn once a frame. */
export function show(upload) {
  if (changed.size === 0) {
    requestAnimationFrame(draw);
  }
  changed.set(upload.number, upload);
}

function draw() {
  for (const upload of changed.values()) {
    let card = cards.get(upload.number);
    if (!card) {
      card = new Card(upload.number);
      cards.set(upload.number, card);
      insert(card);
    }
    card.update(upload);
  }
  changed.clear();
  while (cards.size > LONGEST) {
    const eldest = list.lastElementChild;
    cards.delete(Number(eldest.dataset.number));
    eldest.remove();
  }
  find("welcome").hidden = cards.size > 0;
  if (cards.size === 1) {
    cards.values().next().value.openOnce();
  }
}

/** The newest come first. */
function insert(card) {
  const later = [...list.children].find((other) => Number(other.dataset.number) < card.number);
  list.insertBefore(card.item, later ?? null);
}

class Card {
  constructor(number) {
    this.number = number;
    this.name = element("bdi");
    this.word = element("span", {className: "outcome"});
    this.about = element("p", {className: "quiet"});
    this.reason = element("p", {className: "reason", hidden: true});
    this.thumbnail = element("div", {className: "thumbnail"});
    this.timeline = element("ol", {className: "timeline", "aria-label": "Way through the stack"});
    this.summary = element("summary");
    this.content = element("div", {className: "content"});
    this.details = element("details", {hidden: true}, this.summary, this.content);
    this.details.addEventListener("toggle", () => this.fill());
    const title = element("h3", {id: `upload-${number}`}, this.name);
    this.item = element("li", {className: "card"},
      element("article", {"aria-labelledby": title.id},
        this.thumbnail,
        element("div", {className: "facts"},
          element("div", {className: "heading"}, title, this.word), this.about, this.reason),
        this.timeline,
        this.details));
    this.item.dataset.number = number;
  }

  update(upload) {
    const manifest = upload.manifest ?? {};
    const isNew = JSON.stringify(manifest) !== JSON.stringify(this.upload?.manifest ?? {});
    this.upload = upload;
    this.item.dataset.stage = upload.stage;
    this.item.dataset.outcome = manifest.outcome ?? "";
    this.item.classList.toggle("ended", LAST_STAGES.has(upload.stage));
    this.name.textContent = oneLine(upload.key);
    this.word.textContent = word(upload);
    this.about.textContent = about(upload);
    const reason = whyNot(upload);
    this.reason.hidden = reason === "";
    this.reason.textContent = reason;
    this.timeline.replaceChildren(...steps(upload));
    if (isNew) {
      this.showRenditions(manifest.renditions ?? [], manifest.source?.bytes ?? upload.bytes);
    }
  }

  showRenditions(renditions, originalBytes) {
    const smallest = [...renditions].sort((one, other) => area(one) - area(other))[0];
    this.thumbnail.replaceChildren(...(smallest ? [picture(smallest, true)] : []));
    this.details.hidden = renditions.length === 0;
    const sum = renditions.reduce((total, rendition) => total + rendition.bytes, 0);
    this.summary.textContent = `${renditions.length} ${renditions.length === 1 ? "rendition" : "renditions"}`
      + `, ${bytes(sum)}${originalBytes ? ` of ${bytes(originalBytes)}` : ""}`;
    this.content.replaceChildren();
    this.fill();
  }

  /** Whoever uploads a first picture wants to see what it is all about. */
  openOnce() {
    if (!this.openedOnce && !this.details.hidden) {
      this.openedOnce = true;
      this.details.open = true;
    }
  }

  /** The content is made when it is first looked at. */
  fill() {
    const manifest = this.upload?.manifest;
    if (!this.details.open || !manifest || this.content.hasChildNodes()) {
      return;
    }
    const renditions = manifest.renditions ?? [];
    const largest = [...renditions].sort((one, other) => area(other) - area(one))[0];
    const place = element("div");
    const items = renditions.map((rendition) => this.rendition(rendition, place, rendition === largest));
    this.content.append(place, element("ul", {className: "renditions"}, ...items));
    this.compare(place, largest);
  }

  compare(place, rendition) {
    const {bucket, key, versionId, manifest} = this.upload;
    const {format = ""} = pictureOf(manifest);
    const after = {address: address(rendition), name: rendition.name, bytes: rendition.bytes};
    if (manifest.losesOriginal || !SHOWN_BY_BROWSERS.has(format)) {
      const why = manifest.losesOriginal ? "The original is deleted" : `Browsers don't show ${oneLine(format) || "such files"}`;
      place.replaceChildren(element("figure", {className: "comparison"}, picture(rendition, false),
        element("figcaption", {}, `${why}; this is a rendition.`)));
      return;
    }
    const before = {address: objectUrl(bucket, key, versionId ? {versionId} : {}),
      bytes: manifest.source?.bytes ?? this.upload.bytes};
    const figure = comparison(before, after, rendition);
    figure.querySelector(".before").addEventListener("error", (event) => event.target.remove());
    place.style.maxWidth = figure.style.maxWidth;
    place.replaceChildren(figure);
  }

  rendition(rendition, place, isCompared) {
    const uri = s3Uri(rendition.bucket, rendition.key);
    const original = this.upload.manifest.source?.bytes ?? this.upload.bytes;
    const engine = rendition.engine ?? this.upload.manifest.engine;
    const choose = element("button",
      {type: "button", className: "small", "aria-pressed": String(isCompared),
        "aria-label": `Compare ${oneLine(rendition.name)}`}, "Compare");
    choose.addEventListener("click", () => {
      for (const other of choose.closest("ul").querySelectorAll("[aria-pressed]")) {
        other.setAttribute("aria-pressed", String(other === choose));
      }
      this.compare(place, rendition);
    });
    return element("li", {},
      element("div", {className: "heading"},
        element("strong", {}, oneLine(rendition.name)),
        element("span", {className: "saving"}, saving(original, rendition.bytes))),
      element("p", {className: "quiet"},
        [`${pixels(rendition.width, rendition.height)} pixels`, bytes(rendition.bytes), formatOf(rendition), engine]
          .filter(Boolean).map(oneLine).join(" · ")),
      element("code", {className: "uri"}, oneLine(uri)),
      element("p", {className: "bar"}, choose,
        outsideLink(address(rendition), "Open",
          element("span", {className: "unseen"}, ` ${oneLine(rendition.name)} in a new tab`)),
        copyButton(uri, `the S3 URI of ${oneLine(rendition.name)}`)));
  }
}

function word(upload) {
  const outcome = upload.manifest?.outcome;
  if (outcome && upload.stage !== "FAILED" && upload.stage !== "RETRYING") {
    return oneLine(outcome.charAt(0) + outcome.slice(1).toLowerCase());
  }
  return STAGE_WORDS[upload.stage] ?? upload.stage;
}

function about(upload) {
  const {format, width, height} = pictureOf(upload.manifest ?? {});
  const size = upload.manifest?.source?.bytes ?? upload.bytes;
  return [
    format && oneLine(format),
    width && `${pixels(width, height)} pixels`,
    size !== null && size !== undefined && bytes(size),
    clock(upload.times.uploaded ?? upload.times.queued),
  ].filter(Boolean).join(" · ");
}

/** What the function has read from the upload's header; nothing of a file that is no picture. */
function pictureOf(manifest) {
  return manifest.picture ?? manifest.source ?? {};
}

/** Why some renditions could not be made although others could. */
function whyMissing(manifest) {
  return (manifest?.missing ?? [])
    .map(({name, format, reason}) => `${name}${format ? ` as ${format}` : ""} is missing: ${reason}`).join(" ");
}

function whyNot(upload) {
  switch (upload.stage) {
    case "FAILED":
      return oneLine(`${upload.attempts} attempts failed: ${withoutPackages(upload.failure)}. It is among the dead letters.`);
    case "RETRYING":
      return oneLine(`Attempt ${upload.attempts} failed: ${withoutPackages(upload.failure)}. The next one follows.`);
    case "IGNORED":
      return "The template calls the function for no key that ends like this one.";
    case "DONE":
      return oneLine(upload.manifest?.reason ?? (upload.manifest ? whyMissing(upload.manifest) : "The function left it alone; its log says why."));
    default:
      return oneLine(upload.manifest?.reason ?? "");
  }
}

function steps(upload) {
  const {times, manifest} = upload;
  const begin = times.uploaded ?? times.queued;
  const isStored = !manifest || (manifest.renditions ?? []).length > 0;
  const marks = [
    ["Uploaded", times.uploaded],
    ["Event", times.queued],
    ["Running", times.started],
    [isStored ? "Stored" : "Published", times.published],
    ["Mailed", times.mailed],
  ];
  return marks.map(([label, time], index) => {
    const isReached = time !== null;
    const isNobodysMail = label === "Mailed" && !isReached && upload.mailsDue === 0;
    return element("li", {className: isReached ? "reached" : ""},
      element("span", {className: "label"}, label),
      element("span", {className: "time"},
        isReached ? `${index === 0 ? "" : "+"}${duration(Math.max(0, time - begin))}`
          : isNobodysMail ? "no subscriber" : "–"));
  });
}

function area(rendition) {
  return rendition.width * rendition.height;
}

/** The same key may have held something else before, and browsers keep renditions for a day. */
function address(rendition) {
  return objectUrl(rendition.bucket, rendition.key, {content: rendition.eTag ?? rendition.sha256 ?? ""});
}

function picture(rendition, isThumbnail) {
  return element("img", {
    src: address(rendition), alt: "", decoding: "async", loading: isThumbnail ? "lazy" : "eager",
    width: rendition.width, height: rendition.height,
  });
}

function formatOf(rendition) {
  return (rendition.contentType ?? "").replace("image/", "").toUpperCase();
}

function saving(original, size) {
  if (!original) {
    return "";
  }
  const percent = Math.round(100 - (100 * size) / original);
  return percent >= 0 ? `${percent} % smaller` : `${-percent} % larger`;
}
