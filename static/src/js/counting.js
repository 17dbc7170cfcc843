// Counting a shelf: every scan goes into the form of the count, wherever the focus is, and the page says at once what it
// means. unsent.js sends them, now or when there is a network.

const LOOK_AGAIN = 10000; // milliseconds; others count along
const SOON = 400; // scans come in bursts, one look for all of them will do

const count = document.querySelector("[data-count]");
const form = document.getElementById("scan-form") || document.getElementById("next-shelf");
const last = document.getElementById("last");

function start() {
  if (form) takeScans();
  if (!count) return;
  form?.addEventListener("submit", () => sayAtOnce(form.elements.text.value), true);
  document.addEventListener("leenkring:sent", onSent);
  document.addEventListener("leenkring:refused", ({ detail }) => detail.entry.scope === scope() && say(detail.entry.what, "stop", detail.sentence));
  setInterval(() => document.hidden || renew(), LOOK_AGAIN);
}

const scope = () => `count-${count.dataset.count}`;

// A scan lands here instead of on a page of its own.
function takeScans() {
  document.addEventListener("leenkring:scan", (event) => {
    event.preventDefault();
    take(event.detail.text, event.detail.id);
  });
}

// With the scan's own id as key, a scan that is handed over twice is one scan.
function take(text, id) {
  form.elements.text.value = text;
  if (id && String(id).length >= 8) form.elements.once.value = id;
  form.requestSubmit();
}

// --- what a scan means ---

// Before the server has said anything: whether it belongs here was written on the page when it was opened.
function sayAtOnce(text) {
  const digits = text.trim().replace(/\s/g, "").match(/^(?:.*\/)?[Tt]?0*(\d{3,})$/);
  const known = digits && count.dataset.expected.split(" ").find((code) => Number(code) === Number(digits[1]));
  if (known) say(`T ${known.slice(0, 3)} ${known.slice(3)}`, "good", count.dataset.here);
  else say(text.trim().slice(0, 40), "look", count.dataset.kept);
}

function say(code, tone, sentence) {
  last.dataset.tone = tone;
  last.querySelector("[data-code]").textContent = code;
  last.querySelector("[data-sentence]").textContent = sentence;
  const sign = document.querySelector(`[data-mark-of="${tone}"]`);
  if (sign) last.querySelector("[data-mark]").replaceChildren(sign.content.cloneNode(true));
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
  let page;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    // Someone else closed it.
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // No connection: the next look will tell.
  }
  for (const id of ["tally", "scanned-list"]) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    // What has the focus is not pulled away from under someone's hands.
    if (old && fresh && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
  }
}

start();
