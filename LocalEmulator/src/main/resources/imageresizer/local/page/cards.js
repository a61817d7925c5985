// The card of one upload: how far it has come, how it ended, and what has become of it. The list opens it.

import {ask} from "./api.js";
import {comparison} from "./compare.js";
import {
  bytes, cautiousButton, clock, copyButton, duration, element, find, oneLine, outsideLink, pixels, withoutPackages,
} from "./dom.js";
import {downloadUrl, objectUrl, s3Uri} from "./objects.js";
import {isLast, reasonText, stateOf, word} from "./states.js";

const SHOWN_BY_BROWSERS = new Set(["JPEG", "PNG", "WebP", "GIF", "AVIF"]);

const place = find("card");
let card = null;

/**
 * Opens the card of an upload in place of another one.
 *
 * @param isAsked whether a person has opened it, and so wants to be there
 * @param closed is called when it is closed
 */
export async function openCard(number, isAsked, closed) {
  card = new Card(number, closed);
  const mine = card;
  await refreshCard();
  if (card !== mine || !mine.upload) {
    return;
  }
  place.replaceChildren(mine.item);
  if (isAsked) {
    mine.title.focus({preventScroll: true});
    mine.item.scrollIntoView({block: "nearest"});
  }
}

/** Fetches the upload of the open card again. */
export async function refreshCard() {
  const mine = card;
  if (mine) {
    try {
      mine.update(await ask("GET", `/api/uploads/${mine.number}`));
    } catch {
      // It is no longer listed, or the stack does not answer: the card shows what was last known.
    }
  }
}

function closeCard() {
  const {closed} = card;
  card = null;
  place.replaceChildren();
  closed();
}

class Card {
  constructor(number, closed) {
    this.number = number;
    this.closed = closed;
    this.name = element("bdi");
    this.word = element("span", {className: "outcome"});
    this.about = element("p", {className: "quiet"});
    this.reason = element("p", {className: "reason", hidden: true});
    this.timeline = element("ol", {className: "timeline", "aria-label": "Way through the stack"});
    this.summary = element("h4");
    this.content = element("div", {className: "content"});
    this.again = element("button", {type: "button", className: "small"}, "Resize again with today's settings");
    this.again.addEventListener("click", () => this.act("The event was sent again.",
      () => ask("POST", "/api/resize", {key: this.upload.key})));
    this.remove = cautiousButton("Delete", "Really delete it?",
      () => this.act("", () => ask("DELETE", `/api/objects?${new URLSearchParams(
        {bucket: this.upload.bucket, key: this.upload.key})}`)));
    this.original = element("span", {className: "bar"});
    this.told = element("p", {className: "quiet told", role: "status"});
    this.actions = element("div", {className: "bar"}, this.original, this.again, this.remove);
    this.title = element("h3", {id: "card-title", tabIndex: -1}, this.name);
    const close = element("button", {type: "button", className: "small"}, "Close");
    close.addEventListener("click", closeCard);
    this.item = element("article", {className: "card", "aria-labelledby": this.title.id},
      element("div", {className: "facts"},
        element("div", {className: "heading"}, this.title, element("span", {className: "bar"}, this.word, close)),
        this.about, this.reason),
      this.timeline, this.actions, this.told,
      element("div", {className: "made"}, this.summary, this.content));
    this.item.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        closeCard();
      }
    });
  }

  update(upload) {
    const json = JSON.stringify(upload);
    if (this.json === json) {
      return;
    }
    this.json = json;
    const manifest = upload.manifest ?? {};
    const made = ({manifest: its, gone, lostRenditions}) => JSON.stringify([its, gone, lostRenditions]);
    const isNew = !this.upload || made(upload) !== made(this.upload);
    if (isNew || upload.again !== this.upload.again) {
      this.told.textContent = upload.again ? oneLine(`The last event changed nothing: ${upload.again}.`) : "";
    }
    this.upload = upload;
    const state = stateOf(upload);
    this.item.dataset.state = state;
    this.item.classList.toggle("ended", isLast(state));
    this.name.textContent = oneLine(upload.key);
    this.word.textContent = word(state);
    this.about.textContent = about(upload);
    const reason = whyNot(upload, state);
    this.reason.hidden = reason === "";
    this.reason.textContent = reason;
    this.timeline.replaceChildren(...steps(upload));
    if (isNew) {
      this.showActions();
      const lost = new Set(upload.lostRenditions);
      this.showRenditions((manifest.renditions ?? []).filter(({key}) => !lost.has(key)),
        manifest.source?.bytes ?? upload.bytes);
    }
  }

  /** Does what a button promises; what is refused is said below the buttons. */
  async act(sentence, request) {
    try {
      await request();
      this.told.textContent = sentence;
    } catch (error) {
      this.told.textContent = error.message;
    }
  }

  showActions() {
    const {bucket, key, versionId, gone, manifest} = this.upload;
    const isCurrent = !gone && !manifest?.losesOriginal;
    const hasOriginal = hasOriginalOf(this.upload);
    const version = versionId ? {versionId} : {};
    this.again.hidden = !isCurrent || stateOf(this.upload) === "IGNORED";
    this.remove.hidden = !isCurrent;
    this.original.hidden = !hasOriginal;
    this.original.replaceChildren(...(hasOriginal ? [
      element("strong", {}, "Original"), outsideLink(objectUrl(bucket, key, version), "Open"),
      element("a", {href: downloadUrl(bucket, key, version)}, "Download"),
      copyButton(s3Uri(bucket, key), "the S3 URI of the original")] : []));
    this.actions.hidden = !isCurrent && !hasOriginal;
  }

  showRenditions(renditions, originalBytes) {
    const sum = renditions.reduce((total, rendition) => total + rendition.bytes, 0);
    this.summary.parentElement.hidden = renditions.length === 0;
    this.summary.textContent = `${renditions.length} ${renditions.length === 1 ? "rendition" : "renditions"}`
      + `, ${bytes(sum)}${originalBytes ? ` of ${bytes(originalBytes)}` : ""}`;
    this.content.replaceChildren();
    if (renditions.length === 0) {
      return;
    }
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
    if (!hasOriginalOf(this.upload) || !SHOWN_BY_BROWSERS.has(format)) {
      const why = hasOriginalOf(this.upload) ? `Browsers don't show ${oneLine(format) || "such files"}`
        : "The original is deleted";
      place.replaceChildren(element("figure", {className: "comparison"}, picture(rendition),
        element("figcaption", {}, `${why}; this is a rendition.`)));
      return;
    }
    const before = {address: objectUrl(bucket, key, versionId ? {versionId} : {}),
      bytes: manifest.source?.bytes ?? this.upload.bytes};
    const {width, height} = pictureOf(manifest);
    const figure = comparison(before, after, rendition, width ? {width, height} : null);
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
        element("a", {href: downloadUrl(rendition.bucket, rendition.key)}, "Download",
          element("span", {className: "unseen"}, ` ${oneLine(rendition.name)}`)),
        copyButton(uri, `the S3 URI of ${oneLine(rendition.name)}`)));
  }
}

/** Whether S3 still has what was uploaded: a version that was replaced stays, in a bucket that keeps versions. */
function hasOriginalOf({gone, versionId, manifest}) {
  return !manifest?.losesOriginal && (!gone || (gone === "REPLACED" && versionId !== ""));
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
  return (manifest.missing ?? [])
    .map(({name, format, reason}) => `${name}${format ? ` as ${format}` : ""} is missing: ${reasonText(reason)}`)
    .join(" ");
}

function whyNot(upload, state) {
  const made = upload.manifest?.renditions?.length ?? 0;
  const lost = upload.lostRenditions.length;
  const rest = made === 0 ? "" : lost === 0 ? " Its renditions are still there."
    : lost < made ? ` ${lost} of its ${made} renditions are gone.` : " Its renditions are gone, too.";
  switch (state) {
    case "REMOVED":
      return `The picture was removed.${rest}`;
    case "REPLACED":
      return `A later upload of the same name has replaced it.${rest}`;
    case "FAILED":
      return oneLine(`${upload.attempts} attempts failed: ${withoutPackages(upload.failure)}. It is among the dead letters.`);
    case "RETRYING":
      return oneLine(`Attempt ${upload.attempts} failed: ${withoutPackages(upload.failure)}. The next one follows.`);
    case "IGNORED":
      return "The template calls the function for no key that ends like this one.";
    case "SKIPPED":
      return oneLine(reasonText(upload.manifest?.reason) || upload.ignored || "The function ignored it.");
    default:
      return oneLine(reasonText(upload.manifest?.reason) || whyMissing(upload.manifest ?? {})
        || (lost > 0 ? `${lost} of ${made} renditions were removed or replaced by another program.` : ""));
  }
}

/** How long each part of the way took: a wait for the function, its last attempt, the mail. */
function steps(upload) {
  const {uploaded, queued, started, published, mailed} = upload.times;
  const begin = queued ?? uploaded;
  const isNobodysMail = published !== null && mailed === null && upload.mailsDue === 0;
  return [
    ["Uploaded", uploaded !== null, uploaded === null ? "–" : clock(uploaded).slice(0, 8)],
    ["Waited", started !== null, between(begin, started)],
    ["Ran", published !== null, between(started, published)],
    ["Mail", mailed !== null, isNobodysMail ? "no mail" : between(published, mailed)],
  ].map(([label, isReached, text]) => element("li", {className: isReached ? "reached" : ""},
    element("span", {className: "label"}, label), element("span", {className: "time"}, text)));
}

function between(begin, end) {
  if (begin === null) {
    return "–";
  }
  return end === null ? "…" : duration(Math.max(0, end - begin));
}

function area(rendition) {
  return rendition.width * rendition.height;
}

/** The same key may have held something else before, and browsers keep renditions for a day. */
function address(rendition) {
  return objectUrl(rendition.bucket, rendition.key, {content: rendition.eTag ?? rendition.sha256 ?? ""});
}

function picture(rendition) {
  return element("img", {
    src: address(rendition), alt: "", decoding: "async", width: rendition.width, height: rendition.height,
  });
}

function formatOf(rendition) {
  return (rendition.contentType ?? "").replace("image/", "").toUpperCase();
}

function saving(original, size) {
  if (!original) {
    return "";
  }
  const percent = Math.min(99, Math.round(100 - (100 * size) / original));
  return percent >= 0 ? `${percent} % smaller` : `${-percent} % larger`;
}
