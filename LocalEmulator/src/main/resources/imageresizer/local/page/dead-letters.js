// Events that could not be finished, and their way back.

import {ask} from "./api.js";
import {element, find, oneLine, setCount, withoutPackages} from "./dom.js";

const redrive = find("redrive");
const result = find("redriven");

export function showDeadLetters(letters) {
  find("no-dead-letters").hidden = letters.length > 0;
  redrive.hidden = letters.length === 0;
  setCount("dead-letter-count", letters.length, "events");
  find("dead-letter-list").replaceChildren(...letters.map((letter) => element("li", {},
    element("p", {}, ...letter.objects.flatMap((object) => [element("code", {}, oneLine(object)), " "])),
    element("p", {className: "reason"}, oneLine(withoutPackages(letter.reason))),
    element("p", {className: "quiet"},
      `${letter.attempts} ${letter.attempts === 1 ? "attempt" : "attempts"}, the last one at `
      + new Date(letter.time).toLocaleTimeString()))));
}

export function start() {
  redrive.addEventListener("click", async () => {
    try {
      const count = await ask("POST", "/api/dead-letters/redrive");
      result.textContent = `${count} sent again.`;
    } catch (error) {
      result.textContent = error.message;
    }
  });
}
