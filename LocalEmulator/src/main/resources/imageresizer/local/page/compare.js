// The original beside a rendition, with a line between them that a slider moves.

import {bytes, element, oneLine} from "./dom.js";

/** Both are `{address, name, bytes}`; `size` is the rendition's `{width, height}`. */
export function comparison(original, rendition, size) {
  const slider = element("input", {type: "range", min: 0, max: 100, value: 50,
    "aria-label": `Compare the original, on the left, with ${oneLine(rendition.name)}, on the right`});
  const frame = element("div", {className: "frame"},
    element("img", {className: "after", alt: "", src: rendition.address, draggable: false}),
    element("img", {className: "before", alt: "", src: original.address, draggable: false}),
    element("span", {className: "line", "aria-hidden": "true"}),
    slider);
  frame.style.aspectRatio = `${size.width} / ${size.height}`;
  const move = () => {
    frame.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${slider.value} % original, ${100 - slider.value} % rendition`);
  };
  slider.addEventListener("input", move);
  move();
  const figure = element("figure", {className: "comparison"}, frame,
    element("figcaption", {},
      element("span", {}, `Original, ${bytes(original.bytes)}`),
      element("span", {}, `${oneLine(rendition.name)}, ${bytes(rendition.bytes)}`)));
  figure.style.maxWidth = `${Math.max(size.width, 320)}px`;
  return figure;
}
