// Where everything is, and commands to copy.

import {copyButton, element, find} from "./dom.js";

export function showCommands(report) {
  const environment = [
    `export AWS_ENDPOINT_URL=${report.endpoint}`,
    "export AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1",
    "export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test",
  ].join("\n");
  const input = `s3://${report.inputBucket}/`;
  find("commands").replaceChildren(
    command("The AWS CLI and the SDKs, once in each terminal", environment),
    command("Upload a picture", `aws s3 cp events/sample.jpg ${input}`),
    command("List the renditions", `aws s3 ls --recursive s3://${report.outputBucket}/`),
    command("Invoke the function with an event",
      `aws lambda invoke --function-name ${report.function} \\\n`
      + "    --cli-binary-format raw-in-base64-out --payload file://events/s3-put.json answer.json"),
    command("The same without the AWS CLI: as sam local invoke, but against this stack",
      "./local invoke events/s3-put.json"),
    command("Upload without the AWS CLI, and wait for the mail", "./local upload events/sample.jpg"),
    element("h3", {}, "Addresses"),
    element("dl", {className: "addresses"},
      ...place("S3, SNS, Lambda", report.endpoint),
      ...place("Input bucket", input),
      ...place("Output bucket", `s3://${report.outputBucket}/`),
      ...place("Topic", report.topicArn),
      ...place("SMTP", `127.0.0.1:${report.smtpPort}`),
      ...place("IMAP", `127.0.0.1:${report.imapPort} (your address, any password)`),
      ...place("Pictures end in", report.suffixes.join(" "))));
}

function command(title, text) {
  return element("div", {className: "command"},
    element("div", {className: "heading"}, element("h3", {}, title), copyButton(text, title)),
    element("pre", {tabIndex: 0, "aria-label": title}, text));
}

function place(name, address) {
  return [element("dt", {}, name), element("dd", {}, element("code", {}, address))];
}
