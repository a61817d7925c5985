// The original beside a rendition, with a line between them that a slider moves, as a whole or pixel by pixel.

import {bytes, element, oneLine} from "./dom.js";

/** What can be shown: the whole rendition, or as many pixels as fit of what one of the two has. */
const WHOLE = "Whole";

/**
 * Both are `{address, name, bytes}`; `size` is the rendition's `{width, height}`, and `full` that of the original as far
 * as it is known: where one of its pixels is one of the screen, the rendition is enlarged to the same place.
 */
export function comparison(original, rendition, size, full) {
  const slider = element("input", {type: "range", min: 0, max: 100, value: 50,
    "aria-label": `Compare the original, on the left, with ${oneLine(rendition.name)}, on the right`});
  const after = element("img", {className: "after", alt: "", src: rendition.address, draggable: false});
  const before = element("img", {className: "before", alt: "", src: original.address, draggable: false});
  const stage = element("div", {className: "stage"}, after, before);
  const pane = element("div", {className: "pane"}, stage);
  const frame = element("div", {className: "frame"}, pane,
    element("span", {className: "line", "aria-hidden": "true"}), slider);
  frame.style.aspectRatio = `${size.width} / ${size.height}`;
  // The line stays where it is in the frame when the pictures are moved behind it.
  const move = () => {
    frame.style.setProperty("--at", `${slider.value}%`);
    stage.style.setProperty("--cut", `${pane.scrollLeft + (pane.clientWidth * slider.value) / 100}px`);
    slider.setAttribute("aria-valuetext", `${slider.value} % original, ${100 - slider.value} % rendition`);
  };
  slider.addEventListener("input", move);
  pane.addEventListener("scroll", move, {passive: true});
  new ResizeObserver(move).observe(pane);
  drag(pane);

  const figure = element("figure", {className: "comparison"},
    zooms({frame, pane, stage, slider, move}, size, full), frame,
    element("figcaption", {},
      element("span", {}, `Original, ${bytes(original.bytes)}`),
      element("span", {}, `${oneLine(rendition.name)}, ${bytes(rendition.bytes)}`)));
  figure.style.maxWidth = `${Math.max(size.width, 320)}px`;
  move();
  return figure;
}

function zooms({frame, pane, stage, slider, move}, size, full) {
  const choices = new Map([[WHOLE, null], ["1:1", size]]);
  if (full && full.width > size.width) {
    choices.set("Original 1:1", enlarged(size, full));
  }
  const buttons = [...choices].map(([name, pixels]) => {
    const button = element("button", {type: "button", className: "small", "aria-pressed": String(name === WHOLE)}, name);
    button.addEventListener("click", () => {
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      const middle = centre(pane, stage);
      frame.classList.toggle("zoomed", pixels !== null);
      const width = `${Math.max((pixels ?? size).width, 320)}px`;
      frame.parentElement.style.maxWidth = width;
      frame.parentElement.parentElement.style.maxWidth = width;
      // One pixel of the picture is one of the screen, also on a screen of several to a CSS pixel.
      stage.style.width = pixels ? `${pixels.width / devicePixelRatio}px` : "";
      stage.style.height = pixels ? `${pixels.height / devicePixelRatio}px` : "";
      pane.tabIndex = pixels ? 0 : -1;
      pane.scrollLeft = middle.x * stage.clientWidth - pane.clientWidth / 2;
      pane.scrollTop = middle.y * stage.clientHeight - pane.clientHeight / 2;
      move();
    });
    return button;
  });
  pane.tabIndex = -1;
  pane.setAttribute("role", "group");
  pane.setAttribute("aria-label", "Part of the pictures that is shown");
  return element("div", {className: "bar", role: "group", "aria-label": "Zoom"}, ...buttons);
}

/** The rendition's shape, as large as it is in the original; a rendition may be cut, but is never distorted here. */
function enlarged(size, full) {
  const scale = Math.min(full.width / size.width, full.height / size.height);
  return {width: Math.round(size.width * scale), height: Math.round(size.height * scale)};
}

/** Which place of the pictures is in the middle, as shares of their sides. */
function centre(pane, stage) {
  return {
    x: (pane.scrollLeft + pane.clientWidth / 2) / Math.max(1, stage.clientWidth),
    y: (pane.scrollTop + pane.clientHeight / 2) / Math.max(1, stage.clientHeight),
  };
}

/** Pictures that are larger than their frame are moved by dragging, as well as by scrolling. */
function drag(pane) {
  let from = null;
  pane.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) {
      from = {x: event.clientX + pane.scrollLeft, y: event.clientY + pane.scrollTop};
      pane.setPointerCapture(event.pointerId);
    }
  });
  pane.addEventListener("pointermove", (event) => {
    if (from) {
      pane.scrollLeft = from.x - event.clientX;
      pane.scrollTop = from.y - event.clientY;
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pane.addEventListener(end, () => { from = null; });
  }
}
