// Counting a shelf: every scan goes into the form of the count, wherever the focus is, and the page says at once what it
// means. unsent.js sends them, now or when there is a network.
import { freshPage, say, takeScansInto } from "./taking.js";

const LOOK_AGAIN = 10000; // milliseconds; others count along
const SOON = 400; // scans come in bursts, one look for all of them will do

const count = document.querySelector("[data-count]");
const form = document.getElementById("scan-form") || document.getElementById("next-shelf");

function start() {
  if (form) takeScansInto(form, "text");
  if (!count) return;
  form?.addEventListener("submit", () => sayAtOnce(form.elements.text.value), true);
  document.addEventListener("leenkring:sent", onSent);
  document.addEventListener("leenkring:refused", ({ detail }) => detail.entry.scope === scope() && say(detail.entry.what, "stop", detail.sentence));
  setInterval(() => document.hidden || renew(), LOOK_AGAIN);
}

const scope = () => `count-${count.dataset.count}`;

// --- what a scan means ---

// Before the server has said anything: whether it belongs here was written on the page when it was opened.
function sayAtOnce(text) {
  const digits = text.trim().replace(/\s/g, "").match(/^(?:.*\/)?[Tt]?0*(\d{3,})$/);
  const known = digits && count.dataset.expected.split(" ").find((code) => Number(code) === Number(digits[1]));
  if (known) say(`T ${known.slice(0, 3)} ${known.slice(3)}`, "good", count.dataset.here);
  else say(text.trim().slice(0, 40), "look", count.dataset.kept);
}

let soon = 0;

function onSent({ detail: { entry, answer } }) {
  if (entry.scope !== scope()) return;
  if (answer.go) {
    location.assign(answer.go);
    return;
  }
  if (answer.code) say(answer.code, answer.tone, answer.sentence);
  clearTimeout(soon);
  soon = setTimeout(renew, SOON);
}

// The numbers and the list as they stand now, whoever scanned.
async function renew() {
  const page = await freshPage();
  if (!page) return;
  for (const id of ["tally", "scanned-list"]) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    // What has the focus is not pulled away from under someone's hands.
    if (old && fresh && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
  }
}

start();
