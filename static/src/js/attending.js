// A start workshop on the teacher's phone: one tap or one scan a person, shown at once, also where there is no network.
// unsent.js sends them; what others say meanwhile is asked for, and put in its place once nothing of ours waits.
import { waitingFor } from "./box.js";
import { keepPage } from "./keeping.js";
import { freshPage, say, takeScansInto } from "./taking.js";

const LOOK_AGAIN = 10000; // milliseconds; the desk hands over beside us
const SOON = 400; // scans come in bursts, one look for all of them will do
const HERE = ["present", "late"];
const PARTS = ["people", "topics", "onward"];

const day = document.querySelector("[data-day]");
const scanForm = document.getElementById("scan-form");
const scope = () => `session-${day.dataset.day}`;
const rows = () => [...document.querySelectorAll("#people [data-seat]")];

let soon = 0;

function start() {
  if (!day) return;
  if (scanForm) takeScansInto(scanForm, "who");
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("leenkring:sent", onSent);
  document.addEventListener("leenkring:refused", ({ detail }) => isOurs(detail.entry) && say(detail.entry.what, "stop", detail.sentence));
  setInterval(() => document.hidden || renew(), LOOK_AGAIN);
  for (const entry of waitingFor(scope())) showAgain(entry);
  keepPage();
}

// Loaded again while something of ours waits: what was said stands on the page, as it did before.
function showAgain({ fields }) {
  const { seat, said, who } = Object.fromEntries(fields);
  const row = seat ? rows().find((one) => one.dataset.seat === seat) : who && whoseCode(who);
  if (!row) return;
  const isMark = who || [...row.querySelectorAll("button[data-says]")].some((one) => one.dataset.says === said) || said === "open";
  if (isMark) show(row, who ? scanned(row) : said, false);
}

const isOurs = (entry) => entry.scope === scope();

function onSubmit(event) {
  const { target: form, submitter } = event;
  if (form === scanForm) {
    sayScanned(form.elements.who.value);
  } else if (form.matches("[data-toggles]") && submitter) {
    // Only once it was taken: what is sent is what the button says now.
    const said = submitter.value;
    const row = form.closest("[data-seat]");
    // Where several may be down, the others stay as they are.
    const buttons = form.hasAttribute("data-several") ? [submitter] : form.querySelectorAll("button[data-says]");
    setTimeout(() => (row ? show(row, said, true) : press(buttons, said)));
  } else if (form.matches("[data-adds]")) {
    setTimeout(() => (form.querySelector("textarea").value = ""));
  }
}

// --- at once, before the server has said anything ---

// Whose pass or laptop it is was written on the page when it was opened.
function whoseCode(text) {
  const read = text.trim().replace(/\s/g, "").match(/^(?:.*\/)?([A-Za-z]?)0*(\d{3,})$/);
  const is = ([letter, ...digits]) => Number(digits.join("")) === Number(read[2]) && (!read[1] || letter === read[1].toUpperCase());
  return read && rows().find((one) => one.dataset.codes.split(" ").some((code) => code && is([...code])));
}

// Who was said to be late and shows a pass stays late.
const scanned = (row) => (row.dataset.presence === "late" ? "late" : "present");

function sayScanned(text) {
  const row = whoseCode(text);
  if (!row) say(text.trim().slice(0, 40), "look", day.dataset.kept);
  else if (scanned(row) === "late") say(row.dataset.name, "good", day.dataset.late);
  else show(row, "present", true);
}

// Of one person: which button is down, and what they say of it.
function show(row, said, isTold) {
  row.dataset.presence = said === "open" ? "" : said;
  press(row.querySelectorAll("button[data-says]"), said);
  const onward = document.getElementById(`onward-${row.dataset.seat}`);
  if (onward) onward.hidden = !HERE.includes(said);
  count();
  if (isTold) say(row.dataset.name, said === "absent" || said === "open" ? "look" : "good", day.dataset[said]);
}

// A button that is down takes back what it said.
function press(buttons, said) {
  for (const button of buttons) {
    const isDown = button.dataset.says === said;
    button.setAttribute("aria-pressed", isDown);
    button.value = isDown ? button.dataset.takesBack : button.dataset.says;
  }
}

function count() {
  const words = rows().map((row) => row.dataset.presence);
  const here = words.filter((word) => HERE.includes(word)).length;
  const numbers = { here, absent: words.filter((word) => word === "absent").length, open: words.filter((word) => !word).length };
  for (const [what, number] of Object.entries(numbers)) {
    const place = document.querySelector(`[data-count-of="${what}"]`);
    if (place) place.textContent = number;
  }
}

// --- what the server and others say ---

function onSent({ detail: { entry, answer } }) {
  if (!isOurs(entry)) return;
  if (answer.scanned) say(answer.name, answer.tone, answer.sentence);
  clearTimeout(soon);
  soon = setTimeout(() => renew(true), SOON);
}

const waits = () => Number(document.querySelector("[data-unsent-count]")?.value || 0) > 0;
const isWrittenIn = (part) => [...part.querySelectorAll("textarea")].some((field) => field === document.activeElement || field.value);

// The lists as they stand now. While something of ours waits, what this page shows is newer than what the server knows.
async function renew(isAfterSending = false) {
  if (waits()) return;
  const page = await freshPage();
  if (!page || waits()) return;
  const held = document.activeElement?.id;
  for (const id of PARTS) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (!old || !fresh || isWrittenIn(old)) continue;
    const open = [...old.querySelectorAll("details[open]")].map((one) => one.id);
    old.replaceWith(document.adoptNode(fresh));
    for (const one of open) document.getElementById(one)?.setAttribute("open", "");
  }
  if (isAfterSending) keepPage();
  // Whoever goes by keyboard stays where they were.
  if (held && document.activeElement?.id !== held) document.getElementById(held)?.focus({ preventScroll: true });
  count();
}

start();
