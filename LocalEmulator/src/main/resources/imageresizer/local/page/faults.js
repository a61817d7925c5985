// Faults on purpose: a form for what `./local faults` can do, and what has come of it.

import {ask} from "./api.js";
import {element, find, setCount} from "./dom.js";

const RATES = [
  ["requests.s3", "Requests to S3 that fail"],
  ["requests.sns", "Requests to SNS that fail"],
  ["deliveries.duplicated", "Events that come twice"],
  ["deliveries.delayed", "Events that come late"],
  ["kills.rate", "Requests that kill the function"],
];
const KINDS = [
  ["UNAVAILABLE", "unavailable (503)"],
  ["INTERNAL_ERROR", "internal error (500)"],
  ["SLOW_DOWN", "slow down (429)"],
  ["DROPPED", "done, but the connection breaks"],
];
const PRESETS = [
  ["SNS is down", {requests: {sns: 1, kinds: ["UNAVAILABLE"]}}],
  ["S3 is shaky", {requests: {s3: 0.1}}],
  ["Twice and late", {deliveries: {duplicated: 0.5, delayed: 0.5, delayMillis: 2000}}],
  ["Dies once", {kills: {atRequest: 3, moment: "AFTER", most: 1}}],
];
const KINDS_OF_FAULTS = [
  ["requests to S3 fail", (plan) => plan.requests.s3 > 0],
  ["requests to SNS fail", (plan) => plan.requests.sns > 0],
  ["events come twice", (plan) => plan.deliveries.duplicated > 0],
  ["events come late", (plan) => plan.deliveries.delayed > 0],
  ["the function is killed", (plan) => plan.kills.rate > 0 || plan.kills.atRequest > 0],
];
const NO_LIMIT = 2 ** 31 - 1; // As the stack reports it.

const form = find("fault-form");
const status = element("p", {className: "verdict", role: "status"});
const off = element("button", {type: "button", hidden: true}, "End all faults");
const fields = new Map();
let warned = "";

export function start() {
  for (const [name, plan] of PRESETS) {
    const button = element("button", {type: "button", className: "small"}, name);
    button.addEventListener("click", () => apply(plan));
    find("fault-presets").append(button);
  }
  form.append(
    element("fieldset", {}, element("legend", {}, "How often, in percent"), ...RATES.map(([name, label]) => rate(name, label))),
    element("fieldset", {}, element("legend", {}, "How requests fail"),
      ...KINDS.map(([name, label]) => element("label", {className: "check"},
        field(`kind.${name}`, element("input", {type: "checkbox"})), ` ${label}`))),
    element("fieldset", {}, element("legend", {}, "More"),
      number("deliveries.delayMillis", "Longest delay, in milliseconds", 1, 600_000),
      number("kills.atRequest", "The request of an invocation that kills the function, 0 for none", 0, 1000),
      labelled("When the process dies", field("kills.moment", element("select", {},
        element("option", {value: ""}, "either"),
        element("option", {value: "BEFORE"}, "before the request takes effect"),
        element("option", {value: "AFTER"}, "after it has taken effect")))),
      number("kills.most", "Most kills, 0 for no limit", 0, 1_000_000),
      number("seed", "Seed: the same one, the same faults", 0, 1_000_000)),
    element("div", {className: "sticky"}, status,
      element("p", {className: "bar"}, element("button", {type: "submit", className: "primary"}, "Apply"), off)));
  off.addEventListener("click", () => apply({}));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply(plan());
  });
}

/** The faults in force, and how many there have been. */
export function showFaults(report) {
  const {plan} = report;
  const set = (name, value) => { fields.get(name).value = value; };
  if (!form.contains(document.activeElement)) {
    for (const [name] of RATES) {
      const [group, key] = name.split(".");
      set(name, Math.round(plan[group][key] * 1000) / 10);
    }
    for (const [kind] of KINDS) {
      fields.get(`kind.${kind}`).checked = plan.requests.kinds.includes(kind);
    }
    set("deliveries.delayMillis", plan.deliveries.delayMillis);
    set("kills.atRequest", plan.kills.atRequest);
    set("kills.moment", plan.kills.moment ?? "");
    set("kills.most", plan.kills.most === NO_LIMIT ? 0 : plan.kills.most);
    set("seed", plan.seed);
  }
  const isOn = RATES.some(([name]) => rateOf(plan, name) > 0) || plan.kills.atRequest > 0;
  off.hidden = !isOn;
  const count = report.failedRequests + report.duplicates + report.delays + report.kills;
  find("fault-count").classList.toggle("on", isOn);
  setCount("fault-count", isOn ? count || "on" : 0, "faults so far");
  status.textContent = isOn
    ? `On. So far: ${report.failedRequests} failed requests, ${report.duplicates} doubled events, `
      + `${report.delays} late ones, ${report.kills} kills.`
    : "No faults are active.";
  warn(isOn ? KINDS_OF_FAULTS.filter(([, isActive]) => isActive(plan)).map(([word]) => word).join(", ") : "");
}

/** They are easily forgotten, and then everything looks broken. */
function warn(active) {
  if (warned === active) {
    return;
  }
  warned = active;
  const end = element("button", {type: "button", className: "small"}, "End them");
  end.addEventListener("click", () => apply({}));
  find("fault-alert").replaceChildren(...(active === "" ? [] : [element("div", {className: "notice"},
    element("p", {}, element("strong", {}, "Faults are active: "), `${active}.`),
    element("p", {className: "bar"}, end, element("a", {href: "#faults"}, "See them")))]));
}

function plan() {
  const value = (name) => Number(fields.get(name).value);
  const share = (name) => value(name) / 100;
  return {
    seed: value("seed"),
    requests: {s3: share("requests.s3"), sns: share("requests.sns"),
      kinds: KINDS.map(([kind]) => kind).filter((kind) => fields.get(`kind.${kind}`).checked)},
    deliveries: {duplicated: share("deliveries.duplicated"), delayed: share("deliveries.delayed"),
      delayMillis: value("deliveries.delayMillis")},
    kills: {rate: share("kills.rate"), atRequest: value("kills.atRequest"),
      moment: fields.get("kills.moment").value || null, most: value("kills.most")},
  };
}

async function apply(wanted) {
  document.activeElement?.blur();
  try {
    showFaults(await ask("PUT", "/api/faults", wanted));
  } catch (error) {
    status.textContent = error.message;
  }
}

function rateOf(plan, name) {
  const [group, key] = name.split(".");
  return plan[group][key];
}

function rate(name, label) {
  return labelled(label, field(name, element("input", {type: "number", min: 0, max: 100, step: 0.1, required: true})));
}

function number(name, label, min, max) {
  return labelled(label, field(name, element("input", {type: "number", min, max, step: 1, required: true})));
}

function labelled(label, input) {
  return element("label", {className: "row"}, element("span", {}, label), input);
}

function field(name, input) {
  fields.set(name, input);
  return input;
}
