// The mails as a mail program shows them, and who has not confirmed a subscription yet.

import {ask} from "./api.js";
import {clock, element, find, oneLine, outsideLink, setCount, visible} from "./dom.js";

const LINK = /https?:\/\/[^\s<>"']+/g;
const CONFIRMATION = "Action=ConfirmSubscription";

const list = find("mail-list");
const open = find("open-mail");
const mails = new Map();

export function showMail(mail) {
  const known = mails.get(mail.number);
  const row = known?.row ?? newRow(mail);
  mails.set(mail.number, {mail, row});
  row.classList.toggle("unread", !mail.read);
  row.querySelector(".state").textContent = mail.read ? "" : "Unread: ";
  find("no-mail").hidden = true;
  setCount("mail-count", [...mails.values()].filter((one) => !one.mail.read).length, "unread");
}

function newRow(mail) {
  const button = element("button", {type: "button"},
    element("span", {className: "unseen state"}),
    element("span", {className: "from"}, oneLine(sender(mail))),
    element("time", {}, clock(mail.date).slice(0, 8)),
    element("span", {className: "subject"}, oneLine(mail.subject)));
  button.addEventListener("click", () => openMail(mail.number));
  const row = element("li", {}, button);
  row.dataset.number = mail.number;
  const later = [...list.children].find((other) => Number(other.dataset.number) < mail.number);
  list.insertBefore(row, later ?? null);
  return row;
}

function sender(mail) {
  return mail.from.replace(/\s*<[^>]*>$/, "").replace(/^"(.*)"$/, "$1") || mail.from;
}

function openMail(number) {
  const {mail, row} = mails.get(number);
  list.querySelector("[aria-current]")?.removeAttribute("aria-current");
  row.firstElementChild.setAttribute("aria-current", "true");
  open.hidden = false;
  open.replaceChildren(
    element("h3", {id: "open-mail-subject", tabIndex: -1}, oneLine(mail.subject)),
    element("dl", {},
      element("div", {}, element("dt", {}, "From"), element("dd", {}, oneLine(mail.from))),
      element("div", {}, element("dt", {}, "To"), element("dd", {}, oneLine(mail.to.join(", ")))),
      element("div", {}, element("dt", {}, "Date"), element("dd", {}, new Date(mail.date).toLocaleString()))),
    element("p", {className: "body"}, ...withLinks(mail.text)),
    sourceOf(number));
  find("open-mail-subject").focus({preventScroll: true});
  if (!matchMedia("(min-width: 1100px)").matches) {
    open.scrollIntoView();
  }
  if (!mail.read) {
    ask("POST", `/api/mails/${number}/read`);
  }
}

/** Links lead out of this page, to http and https only, and show their whole address. */
function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(visible(text.slice(end, match.index)));
    parts.push(URL.canParse(match[0]) ? outsideLink(match[0], visible(match[0])) : visible(match[0]));
    end = match.index + match[0].length;
  }
  parts.push(visible(text.slice(end)));
  return parts;
}

function sourceOf(number) {
  const source = element("pre", {className: "source", tabIndex: 0, hidden: true, "aria-label": "Source of the mail"});
  const button = element("button", {type: "button", className: "small", "aria-expanded": "false"}, "Show source");
  button.addEventListener("click", async () => {
    if (source.hidden) {
      source.textContent = visible((await ask("GET", `/api/mails/${number}`)).replaceAll("\r\n", "\n"));
    }
    source.hidden = !source.hidden;
    button.setAttribute("aria-expanded", String(!source.hidden));
    button.textContent = source.hidden ? "Show source" : "Hide source";
  });
  return element("div", {},
    element("p", {className: "bar"}, button,
      element("a", {href: `/api/mails/${number}`, download: `mail-${number}.eml`}, "Save")),
    source);
}

/** As on AWS, nobody gets mail before they have followed the link that is mailed to them. */
export function showSubscriptions(subscriptions) {
  const pending = subscriptions.filter((subscription) => !subscription.confirmed);
  find("subscriptions").replaceChildren(...pending.map((subscription) => {
    const button = element("button", {type: "button", className: "small"}, "Open that mail");
    button.addEventListener("click", () => {
      const mail = [...mails.values()].map((one) => one.mail).reverse()
        .find((one) => one.text.includes(CONFIRMATION) && one.text.includes(`:${subscription.topic}`)
          && one.to.some((address) => address.includes(subscription.endpoint)));
      if (mail) {
        openMail(mail.number);
      }
    });
    return element("p", {className: "notice"},
      element("strong", {}, oneLine(subscription.endpoint)),
      " gets no mail yet: as on AWS, the subscription must first be confirmed by the link in a mail. ", button);
  }));
}
