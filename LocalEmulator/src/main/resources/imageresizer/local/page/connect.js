// Where everything is, and commands to copy.

import {copyButton, element, find} from "./dom.js";
import {NAMES, snippet} from "./snippets.js";

export function showCommands(report) {
  find("commands").replaceChildren(
    programs(report),
    command("Invoke the function with an event",
      `aws lambda invoke --function-name ${report.function} \\\n`
      + "    --cli-binary-format raw-in-base64-out --payload file://events/s3-put.json answer.json"),
    command("The same without the AWS CLI: as sam local invoke, but against this stack",
      "./local invoke events/s3-put.json"),
    command("Upload without the AWS CLI, and wait for the mail", "./local upload events/sample.jpg"),
    element("h3", {}, "Addresses"),
    element("dl", {className: "addresses"},
      ...place("S3, SNS, Lambda", report.endpoint),
      ...place("Input bucket", `s3://${report.inputBucket}/`),
      ...place("Output bucket", `s3://${report.outputBucket}/`),
      ...place("Topic", report.topicArn),
      ...place("SMTP", `127.0.0.1:${report.smtpPort}`),
      ...place("IMAP", `127.0.0.1:${report.imapPort} (your address, any password)`),
      ...place("Pictures end in", report.suffixes.join(" "))));
}

/** The same in every language: upload a picture, and list the renditions. */
function programs(report) {
  const place = element("div");
  const buttons = NAMES.map((name) => {
    const button = element("button", {type: "button", className: "chip"}, name);
    button.addEventListener("click", () => choose(name));
    return button;
  });
  const choose = (name) => {
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.textContent === name)));
    place.replaceChildren(command("Upload a picture, and list the renditions", snippet(name, report)));
  };
  choose(NAMES[0]);
  return element("div", {className: "command"},
    element("div", {className: "bar", role: "group", "aria-label": "Language of the program"}, ...buttons), place);
}

function command(title, text) {
  return element("div", {className: "command"},
    element("div", {className: "heading"}, element("h3", {}, title), copyButton(text, title)),
    element("pre", {tabIndex: 0, "aria-label": title}, text));
}

function place(name, address) {
  return [element("dt", {}, name), element("dd", {}, element("code", {}, address))];
}
