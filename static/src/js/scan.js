// Sends what was scanned, one after another, and puts the page that comes of it in the place of this one.
// early.js hears the scanner and keeps the queue (`leenkringScans`); a scan leaves it when the server has answered.
import { show } from "./land.js";
import { tell, words } from "./words.js";
import { toneOf, verdict } from "./verdict.js";

const STALE = 60000; // milliseconds: a scan that waited longer before this page was opened belongs to another moment
const PATIENCE = 20000; // milliseconds for one answer
const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000]; // between tries while the server does not answer

const queue = globalThis.leenkringScans;
const born = Date.now();
let sending = false;
let leaving = false;
let tries = 0;
let again = 0;
let agreed = false; // a person said that old scans may go

const formOf = () => document.querySelector("form[data-scan]");
const boxOf = (form = formOf()) => form?.querySelector("input[name=text]");

// Once for the whole visit: whatever page is shown later.
export function startScanning() {
  if (!queue) return;
  queue.belongsTo(words.who, performance.timeOrigin);
  addEventListener("leenkring:scanned", pump);
  addEventListener("online", pump);
  addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
    pump();
  });
  document.addEventListener("keydown", (event) => {
    const box = boxOf();
    if (!box) return;
    if (event.key === "Enter" && !event.defaultPrevented && event.target.matches?.("[data-takes-scan=send]")) {
      // A person, or a scanner too slow to be told from one: its next scan must find the keyboard heard all the same.
      const field = event.target;
      if (!field.form || !field.value.trim()) return;
      event.preventDefault();
      send(field.value, field);
    } else if (event.key === "F2") {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "Escape" && document.activeElement === box) {
      box.value = "";
    }
  });
}

// For each page that is shown: the box itself. What is scanned, typed or seen by the camera goes the same way.
export function startScanBox() {
  const form = formOf();
  if (!form || !queue) return null;
  const box = boxOf(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(box.value);
  });
  return { form, box, send };
}

export function send(text, field = null) {
  const code = text.trim();
  const box = field || boxOf();
  if (!code) return box?.focus();
  if (queue.add(code, field?.id)) return pump();
  return box?.select();
}

// One after another. The first that finds no answer stops the line; it stays in front.
export async function pump() {
  if (sending || leaving || !formOf()) return;
  sending = true;
  try {
    for (let next = queue.waiting()[0]; next && !leaving; next = queue.waiting()[0]) {
      if (!agreed && next.at < born - STALE) return trouble(words.scanOld);
      if (!(await deliver(next))) return undefined;
    }
    agreed = false;
  } finally {
    sending = false;
  }
  return undefined;
}

async function deliver(scan) {
  // A page that takes scans itself (a count, a pile) says so by preventing what would happen here.
  const takes = new CustomEvent("leenkring:scan", { detail: { ...scan }, cancelable: true });
  if (!document.dispatchEvent(takes)) {
    queue.done(scan.id);
    return true;
  }
  const field = fieldFor(scan);
  const form = field.form;
  const isTyping = document.activeElement === field;
  if (field === boxOf() && !(isTyping && field.value)) field.value = scan.text;
  // What comes next is written over this one, and not behind it.
  if (isTyping && field.value === scan.text) field.select();
  form.setAttribute("aria-busy", "true");
  let brought = null;
  try {
    brought = await ask(requestOf(form, field, scan));
    if (field === boxOf()) brought = await doWhatItSays(brought, scan);
  } catch {
    return wait(words.scanCut);
  } finally {
    form.removeAttribute("aria-busy");
  }
  if (isTrouble(brought)) return wait(words.scanTrouble);
  tries = 0;
  calm();
  queue.done(scan.id);
  if (brought.answer.status !== 204) land(brought, scan);
  return true;
}

// What the server answers, with its page when it has one.
async function ask(request) {
  const answer = await fetch(...request);
  const isHtml = (answer.headers.get("Content-Type") || "").startsWith("text/html");
  return { answer, page: isHtml ? new DOMParser().parseFromString(await answer.text(), "text/html") : null };
}

const isTrouble = ({ answer }) => answer.status >= 500 || answer.status === 429;

// A page may hold a form that the scan itself has filled in (`data-by-scan`): sent at once, for one tap takes it back.
// Who comes there by a link or by going back finds its button; so does who scanned when this goes wrong.
async function doWhatItSays(brought, scan) {
  const meant = brought.page?.querySelector("form[data-by-scan]");
  if (!meant || !brought.answer.ok) return brought;
  const headers = { Accept: "text/html", "Scan-Id": scan.id };
  const how = { method: "POST", headers, body: new URLSearchParams(new FormData(meant)), signal: AbortSignal.timeout?.(PATIENCE) };
  try {
    const done = await ask([new URL(meant.getAttribute("action"), brought.answer.url), how]);
    return isTrouble(done) ? brought : done;
  } catch {
    return brought;
  }
}

// Where a scan goes: the field it was typed into, else the one the page begins with, else the box on top.
function fieldFor(scan) {
  const typedInto = scan.into ? document.getElementById(scan.into) : null;
  if (typedInto?.matches("[data-takes-scan=send]") && typedInto.form) return typedInto;
  return document.querySelector("[data-takes-scan=send][autofocus]") || boxOf();
}

// What Enter in that field would send. A form's own key makes that a second try does nothing twice.
function requestOf(form, field, scan) {
  const headers = { Accept: "text/html", "Scan-Id": scan.id };
  const how = { headers, signal: AbortSignal.timeout?.(PATIENCE) };
  const action = form.getAttribute("action") || location.href;
  if (form.method !== "post") {
    const url = new URL(action, location.href);
    url.search = new URLSearchParams(new FormData(form));
    url.searchParams.set(field.name, scan.text);
    return [url, how];
  }
  const body = new FormData(form);
  body.set(field.name, scan.text);
  return [action, { ...how, method: "POST", body: form.enctype === "multipart/form-data" ? body : new URLSearchParams(body) }];
}

function land({ answer, page }, scan) {
  // A page of another frame (sign-in, a stranger's page) or one that must begin anew is opened as a link would.
  if (!page?.querySelector("form[data-scan]") || page.querySelector("[data-whole], form[data-offline]")) {
    leaving = true;
    // A file to keep leaves this page where it is.
    setTimeout(() => { leaving = false; pump(); }, PATIENCE);
    location.assign(answer.url);
    return;
  }
  const tone = toneOf(page, answer, new URL(formOf().getAttribute("action"), location.href).pathname);
  show(page, answer.url, scan.text);
  verdict(tone, scan.text);
}

function wait(sentence) {
  trouble(sentence);
  clearTimeout(again);
  again = setTimeout(retry, PAUSES[Math.min(tries, PAUSES.length - 1)]);
  tries += 1;
  return false;
}

// The line is back, perhaps; but the page is not pulled away from under someone who is writing.
function retry() {
  const busy = document.activeElement;
  if (busy !== boxOf() && busy?.matches("input, textarea, select")) {
    again = setTimeout(retry, PAUSES[1]);
    return;
  }
  pump();
}

// Says what waits and why, with the two ways out.
function trouble(sentence) {
  const texts = queue.waiting().map((scan) => scan.text);
  const said = `${sentence} ${words.scanWaits} ${texts.length}.`;
  let band = document.getElementById("scan-trouble");
  if (!band) {
    band = document.createElement("div");
    band.id = "scan-trouble";
    band.className = "note warn band scan-trouble";
    band.setAttribute("role", "alert");
    band.append(document.createElement("p"), document.createElement("ol"), document.createElement("div"));
    band.lastChild.className = "rowx";
    band.lastChild.append(
      press(words.scanAgain, "btn btn-primary", () => {
        agreed = true;
        queue.renew();
        pump();
      }),
      press(words.scanForget, "btn btn-outline", () => {
        for (const scan of queue.waiting()) queue.done(scan.id);
        clearTimeout(again);
        calm();
        boxOf()?.focus();
      }),
    );
    document.querySelector("main")?.prepend(band);
    verdict("stop", "");
  }
  const [sentences, list] = band.children;
  // An alert is read out whenever its words change; the same words again would only disturb.
  if (sentences.textContent !== said) sentences.textContent = said;
  list.replaceChildren(...texts.slice(0, 20).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

function press(word, className, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className, textContent: word });
  button.addEventListener("click", act);
  return button;
}

function calm() {
  const band = document.getElementById("scan-trouble");
  if (!band) return;
  band.remove();
  tell(words.scanSent);
}
