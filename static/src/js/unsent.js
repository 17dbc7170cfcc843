// What is sent from where there may be no network: kept in this browser until the server has it, each exactly once.
//
// A form with `data-offline="<scope>"` does not load a page when it is sent. Its fields wait in localStorage and go in
// order, with the form's own `once` key, so that the server answers a repeat and does nothing again. A field with
// `data-moment` gets the moment of sending. What the server refuses is shown with its sentence and holds up nobody.
//
// On the document: `leenkring:sent` {entry, answer} and `leenkring:refused` {entry, sentence} for each.
//
// `[data-unsent]` on a page is where it is told in words; `[data-unsent-count]` within
// `[data-unsent-of="<scope>"]` is a field that says how many wait for that scope, from the first moment on;
// `[data-unsent-erase="<scope>"]` lets go of all that waits for a scope that is over.
import { KEY, PREFIX } from "./box.js";
import { signsOut } from "./keeping.js";
import { keep, kept, note, tell, words } from "./words.js";

const MOST = 1000; // entries that may wait
const MOST_REFUSED = 100;
const LONGEST = 4000; // characters of one entry
const OLDEST = 6 * 86400000; // milliseconds; the server knows a key for seven days
const PATIENCE = 20000; // milliseconds for one answer
const PAUSES = [1000, 2000, 5000, 10000, 30000, 60000];
const BROKEN = 6; // so often may the server stumble over one entry while it answers others
const NOT_KEPT = ["csrf_token", "password"];

let loose = null; // what storage would not take
let running = false;
let goes = 0;
let timer = 0;
let trouble = ""; // "", "away", "out"
let leaving = false;
let token = document.querySelector("input[name=csrf_token]")?.value;

const fresh = (entry) => Date.now() - entry.at < OLDEST;
const forgotten = (entry) => Date.now() - entry.at > 2 * OLDEST;
const now = () => new Date().toISOString();

function read() {
  const { waiting = [], refused = [] } = loose || kept(localStorage, KEY) || {};
  // What waited too long may have been done already, and the server no longer knows: a person looks.
  const stale = waiting.filter((entry) => !fresh(entry)).map((entry) => ({ ...entry, sentence: words.unsentBroken }));
  return {
    waiting: waiting.filter(fresh),
    refused: [...refused, ...stale].filter((entry) => !forgotten(entry)),
  };
}

function write(box) {
  const isEmpty = !box.waiting.length && !box.refused.length;
  loose = keep(localStorage, KEY, isEmpty ? null : box) ? null : box;
  show();
}

const fire = (name, detail) => document.dispatchEvent(new CustomEvent(`leenkring:${name}`, { detail }));

function start() {
  if (!words.who || document.documentElement.dataset.sends) return;
  document.documentElement.dataset.sends = "yes";
  forgetOthers();
  for (const over of document.querySelectorAll("[data-unsent-erase]")) erase(over.dataset.unsentErase);
  document.addEventListener("submit", onSubmit);
  addEventListener("online", soon);
  addEventListener("pageshow", soon);
  addEventListener("storage", (event) => event.key === KEY && show());
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  addEventListener("beforeunload", (event) => {
    if (loose?.waiting.length && !leaving) event.preventDefault();
  });
  show();
  soon();
}

// What people left behind who never came back.
function forgetOthers() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith("unsent:")) continue;
      const { waiting = [], refused = [] } = kept(localStorage, key) || {};
      if ([...waiting, ...refused].every(forgotten)) localStorage.removeItem(key);
    }
  } catch {
    // Storage is closed: there is nothing in it.
  }
}

function erase(scope) {
  const box = read();
  const others = (entry) => entry.scope !== scope;
  write({ waiting: box.waiting.filter(others), refused: box.refused.filter(others) });
}

function onSubmit(event) {
  const form = event.target;
  if (form.matches("form[data-offline]")) {
    event.preventDefault();
    if (take(form, event.submitter)) form.reset();
  } else if (signsOut(form, event.submitter)) {
    signOut(event);
  }
}

// The form's fields join the queue; false when there is no room for them.
function take(form, submitter) {
  for (const moment of form.querySelectorAll("[data-moment]")) moment.value = now();
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  const entry = {
    id: form.elements.once.value,
    scope: form.dataset.offline,
    what: form.dataset.what || form.querySelector("[data-what]")?.value || "",
    url: new URL(form.action).pathname,
    fields,
    at: Date.now(),
  };
  const box = read();
  if (box.waiting.length >= MOST || JSON.stringify(fields).length > LONGEST) {
    note(form, words.unsentFull, "bad");
    tell(words.unsentFull);
    return false;
  }
  // The next sending of this form is another deed.
  form.elements.once.defaultValue = form.elements.once.value = newKey();
  write({ ...box, waiting: [...box.waiting, entry] });
  soon();
  return true;
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function soon() {
  goes = 0;
  go();
}

async function go() {
  clearTimeout(timer);
  if (running) return;
  running = true;
  try {
    // Another tab may be sending the same; the keys would sort it out, this spares the line.
    if (navigator.locks) await navigator.locks.request(KEY, { ifAvailable: true }, (lock) => lock && sendInOrder());
    else await sendInOrder();
  } finally {
    running = false;
  }
  show();
  if (read().waiting.length) timer = setTimeout(go, PAUSES[Math.min(goes++, PAUSES.length - 1)]);
}

async function sendInOrder() {
  const passed = new Set();
  for (;;) {
    const entry = read().waiting.find((one) => !passed.has(one.id));
    if (!entry) return;
    const outcome = await send(entry);
    trouble = outcome.trouble || "";
    if (trouble) return;
    goes = 0;
    if (outcome.stumbled && (entry.stumbles || 0) + 1 < BROKEN) {
      passed.add(entry.id);
      change(entry, (one) => ({ ...one, stumbles: (one.stumbles || 0) + 1 }));
    } else {
      settle(entry, outcome.stumbled ? { sentence: words.unsentBroken } : outcome);
    }
  }
}

function change(entry, how) {
  const box = read();
  write({ ...box, waiting: box.waiting.map((one) => (one.id === entry.id ? how(one) : one)) });
}

function settle(entry, { answer, sentence }) {
  const box = read();
  const waiting = box.waiting.filter((one) => one.id !== entry.id);
  const refused = answer ? box.refused : [...box.refused, { ...entry, sentence }].slice(-MOST_REFUSED);
  write({ waiting, refused });
  if (answer) fire("sent", { entry, answer });
  else fire("refused", { entry, sentence });
}

// What became of one entry: {answer}, {sentence} when refused, {trouble} when it must wait, {stumbled} for a bug of ours.
async function send(entry, isSecond = false) {
  let answer;
  let text;
  const patience = new AbortController();
  const bell = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const body = new URLSearchParams([...entry.fields, ["csrf_token", token || ""], ["sent_by", words.who]]);
    const headers = { Accept: "application/json" };
    answer = await fetch(entry.url, { method: "POST", body, headers, signal: patience.signal });
    text = await answer.text();
  } catch {
    return { trouble: "away" };
  } finally {
    clearTimeout(bell);
  }
  const told = understand(answer, text);
  // A hotel's sign-in page also answers 200: only what says that it is ours counts.
  if (!told || answer.status > 500 || answer.status === 429) return { trouble: "away" };
  if (answer.status === 401) return { trouble: "out" };
  if (told.refused === "lost_session") {
    return !isSecond && (await askForToken()) ? send(entry, true) : { trouble: "out" };
  }
  if (answer.status === 500) return { stumbled: true };
  return answer.ok ? { answer: told } : { sentence: told.because || words.unsentBroken };
}

// The answer as JSON, or what one of our pages says; null when it is not ours.
function understand(answer, text) {
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  if (page.documentElement.dataset.product !== "Leenkring") return null;
  const sentences = [...page.querySelectorAll("#error-summary li, main .band")];
  return { because: sentences.map((one) => one.textContent.trim().replace(/\s+/g, " ")).join(" ") };
}

// Signed in anew in another tab: this page's token is worth nothing any more, a new page's is.
async function askForToken() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.getElementById("words")?.dataset.who !== words.who) return false;
    token = page.querySelector("input[name=csrf_token]")?.value;
    return Boolean(token);
  } catch {
    return false;
  }
}

// --- signing out takes everything along, so it asks once more ---

function ownKeys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return []; // Storage is closed.
  }
}

function signOut(event) {
  let count = loose?.waiting.length || 0;
  for (const key of ownKeys()) count += (kept(localStorage, key)?.waiting || []).filter(fresh).length;
  if (count && !leaving) {
    event.preventDefault();
    leaving = true;
    const sentence = `${howMany(count)} ${words.unsentLeaving}`;
    note(document.querySelector("main").firstElementChild, sentence, "warn").scrollIntoView();
    tell(sentence);
    return;
  }
  leaving = true;
  for (const key of ownKeys()) localStorage.removeItem(key);
}

// --- said in words ---

function howMany(count) {
  if (!count) return words.unsentNone;
  return count === 1 ? words.unsentOne : words.unsentMany.replace("{n}", count);
}

let saidTrouble = "";

function show() {
  const { waiting, refused } = read();
  for (const field of document.querySelectorAll("[data-unsent-of] [data-unsent-count]")) {
    const scope = field.closest("[data-unsent-of]").dataset.unsentOf;
    field.value = waiting.filter((entry) => entry.scope === scope).length;
  }
  const reasons = { away: words.unsentAway, out: words.unsentOut };
  const parts = [howMany(waiting.length)];
  if (waiting.length) parts.push(reasons[trouble] || "", loose ? words.unsentOpen : "");
  const sentence = parts.filter(Boolean).join(" ");
  for (const place of places(waiting, refused)) draw(place, sentence, waiting, refused);
  // Each scan is told by itself; what a reader must also hear is that the line was lost, and that it is back.
  const matter = waiting.length ? trouble : "";
  if (matter !== saidTrouble) tell(sentence);
  saidTrouble = matter;
}

// A page without a place for it gets one when there is something to tell.
function places(waiting, refused) {
  const own = document.querySelectorAll("[data-unsent]");
  const main = document.querySelector("main");
  if (own.length || !main || (!waiting.length && !refused.length)) return own;
  const place = document.createElement("div");
  place.dataset.unsent = "";
  place.className = "note band";
  main.prepend(place);
  return [place];
}

function draw(place, sentence, waiting, refused) {
  place.classList.add("note");
  place.classList.toggle("ok", !waiting.length && !refused.length);
  place.classList.toggle("warn", Boolean(waiting.length || refused.length));
  const said = document.createElement("p");
  said.textContent = sentence;
  const inside = document.createElement("div");
  inside.className = "grow";
  inside.append(said);
  if (waiting.length && trouble === "out") inside.append(signInLink());
  if (refused.length) inside.append(listOf(refused));
  place.replaceChildren(inside);
}

function signInLink() {
  const link = document.createElement("a");
  link.href = `${words.signIn}?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = words.unsentSignIn;
  return link;
}

function listOf(refused) {
  const list = document.createElement("ul");
  for (const entry of refused) {
    const line = document.createElement("li");
    line.append(`${entry.what} ${entry.sentence} `);
    line.append(button(words.unsentAgain, entry, () => again(entry)));
    line.append(" ", button(words.unsentSeen, entry, () => letGo(entry)));
    list.append(line);
  }
  return list;
}

function button(label, entry, press) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "btn btn-outline btn-sm";
  one.textContent = label;
  one.setAttribute("aria-label", `${label}: ${entry.what}`);
  one.addEventListener("click", press);
  return one;
}

function letGo(entry) {
  const box = read();
  write({ ...box, refused: box.refused.filter((one) => one.id !== entry.id) });
}

function again(entry) {
  letGo(entry);
  const { sentence, stumbles, ...bare } = entry;
  const box = read();
  write({ ...box, waiting: [...box.waiting, { ...bare, at: Date.now() }] });
  soon();
}

start();
