// Puts the parts of the page together.

import {ask} from "./api.js";
import * as buckets from "./buckets.js";
import {showCommands} from "./connect.js";
import * as deadLetters from "./dead-letters.js";
import {find} from "./dom.js";
import * as faults from "./faults.js";
import {receiveFiles} from "./files.js";
import {listen, on} from "./live.js";
import * as log from "./log.js";
import * as mailbox from "./mailbox.js";
import * as navigation from "./navigation.js";
import {setEndpoint} from "./objects.js";
import * as settings from "./settings.js";
import * as uploadList from "./upload-list.js";
import * as uploads from "./uploads.js";

navigation.start();
mailbox.start();
log.start();
deadLetters.start();
faults.start();
settings.start();
receiveFiles(uploads.add);

const {report, hasSample} = await ask("GET", "/api/stack");
setEndpoint(report.endpoint);
find("input-bucket").textContent = `s3://${report.inputBucket}/`;
find("sample").hidden = !hasSample;
showCommands(report);
buckets.start(report);
uploadList.start();

on("uploads", (summary) => {
  uploadList.showSummary(summary);
  buckets.refresh();
});
on("mail", mailbox.showMail);
on("log", log.showLine);
on("subscriptions", mailbox.showSubscriptions);
on("dead-letters", deadLetters.showDeadLetters);
on("faults", faults.showFaults);
on("settings", settings.showSettings);
listen((isConnected) => {
  const connection = find("connection");
  connection.textContent = isConnected ? "Live" : "The stack does not answer; trying again …";
  connection.classList.toggle("lost", !isConnected);
});
