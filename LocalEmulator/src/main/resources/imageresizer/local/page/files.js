// The ways by which files come: chosen, dropped anywhere on the page, pasted, or the sample picture.

import {find} from "./dom.js";

/** Gives files to `take`, whichever way they come. */
export function receiveFiles(take) {
  const chooser = find("files");
  chooser.addEventListener("change", () => {
    take([...chooser.files]);
    chooser.value = "";
  });
  receiveDrops(take);
  document.addEventListener("paste", (event) => take([...event.clipboardData.files].map(named)));
  find("sample").addEventListener("click", async () => {
    const picture = await (await fetch("/api/sample")).blob();
    take([new File([picture], "sample.jpg", {type: "image/jpeg"})]);
  });
}

function receiveDrops(take) {
  const zone = find("drop-zone");
  let inside = 0;
  const highlight = () => zone.classList.toggle("over", inside > 0);
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (holdsFiles(event)) {
      inside++;
      highlight();
    }
  });
  document.addEventListener("dragleave", (event) => {
    if (holdsFiles(event)) {
      inside = Math.max(0, inside - 1);
      highlight();
    }
  });
  // Without that, a browser leaves the page and shows the file.
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    highlight();
    take([...event.dataTransfer.files]);
  });
}

/** Every pasted picture is called image.png, and would be a version of the one before. */
function named(file) {
  const time = new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return file.name === "image.png" ? new File([file], `pasted-${time}.png`, {type: file.type}) : file;
}
