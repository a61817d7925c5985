// The states of an upload, in words. One that is not here is shown by its own name.

const WORDS = {
  WAITING: "Waiting", RUNNING: "Running", RETRYING: "Trying again", RESIZED: "Resized", PARTIAL: "Partly resized",
  REJECTED: "Rejected", SKIPPED: "Skipped", FAILED: "Failed", IGNORED: "Ignored", REMOVED: "Removed",
  REPLACED: "Replaced",
};
const UNDER_WAY = new Set(["WAITING", "RUNNING", "RETRYING"]);

export function word(state) {
  return WORDS[state] ?? state.charAt(0) + state.slice(1).toLowerCase().replaceAll("_", " ");
}

/** Whether nothing more happens by itself. */
export function isLast(state) {
  return !UNDER_WAY.has(state);
}

/** The state of an upload whose card is open; as in the list, an outcome counts as soon as it is published. */
export function stateOf(upload) {
  const isUndecided = ["FAILED", "RETRYING", "IGNORED"].includes(upload.stage);
  const outcome = upload.manifest?.outcome;
  let state = upload.stage === "DONE" ? "SKIPPED" : upload.stage;
  if (outcome in WORDS && !isUndecided) {
    state = outcome;
  }
  return upload.gone && isLast(state) ? upload.gone : state;
}

/** The sentence of a reason in a manifest. */
export function reasonText(reason) {
  return reason?.text ?? reason ?? "";
}
