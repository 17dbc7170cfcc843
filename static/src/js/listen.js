// Hears a scanner from the first moment of a page, before anything is drawn, whatever has the focus.
import { hear, quiet, reading, lesson } from "./burst.js";
import { add } from "./queue.js";
import { keep, kept } from "./storage.js";

const HALF = "scan-half"; // the first keys of a scan that a change of page cut in two
const SOON = 1500; // milliseconds: a half that is older has no other half

let burst = quiet();
let isHalf = false; // the burst began on the page before
let field = null; // what had the focus when the burst began, and what stood in it

export function listen() {
  const half = kept(sessionStorage, HALF);
  keep(sessionStorage, HALF, null);
  isHalf = Boolean(half) && Date.now() - half.until < SOON;
  if (isHalf) burst = half.burst;
  document.addEventListener("keydown", heard, true);
  addEventListener("pagehide", () => {
    if (burst.keys) keep(sessionStorage, HALF, { burst, until: Date.now() });
  });
}

// Each page counts its time from its own beginning, and a change of page is no pause: the keys keep their rhythm.
function goOn(at) {
  isHalf = false;
  if (at > SOON) burst = quiet();
  else burst = { ...burst, first: at - 1 - (burst.last - burst.first), last: at - 1, ended: -Infinity };
}

function heard(event) {
  const chord = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph");
  const key = { key: event.key, code: event.code, shift: event.shiftKey, at: event.timeStamp, held: event.repeat, chord };
  if (isHalf) goOn(event.timeStamp);
  const { burst: now, starts, scan, swallow } = hear(burst, key);
  burst = now;
  if (starts) field = stood(event.target);
  if (scan) return whole(event, scan);
  // Inside a field a key is text; a second end of the same scan is not.
  if (swallow && (!isText(event.target) || !now.keys)) event.preventDefault();
}

const TEXT = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]):not([type=file]), textarea, select";
const SECRET = "input[type=password], [autocomplete=one-time-code]";
const isText = (place) => place instanceof HTMLElement && (place.isContentEditable || place.matches(TEXT));

function stood(place) {
  if (!(place instanceof HTMLElement) || !place.matches(TEXT)) return null;
  return { place, value: place.value };
}

function whole(event, scan) {
  const { target } = event;
  // A key for signing in types as fast as a scanner, and what it types is nobody else's.
  if (target instanceof HTMLElement && target.matches(SECRET)) return;
  const taught = lesson(scan);
  const text = reading(scan, kept(localStorage, "scanner")?.map);
  const own = !taught && target instanceof HTMLElement && target.matches("[data-takes-scan]") ? target.dataset.takesScan : "";
  if (own === "yes") return intoField(target, text);
  // A page without a scan box has nobody to tell of a scan; while it is loading, nobody knows yet.
  if (document.readyState !== "loading" && !document.querySelector("form[data-scan]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  takeOut(target, scan.typed);
  if (taught) dispatchEvent(new CustomEvent("leenkring:taught", { detail: { map: taught, ...scan } }));
  else if (add(text, own ? target.id : "")) dispatchEvent(new Event("leenkring:scanned"));
}

// What the scan left in a field goes out again. When the page changed under it, the field is another one than where it
// began, and holds the end of the scan or, carried over, all of it.
function takeOut(target, typed) {
  if (!isText(target)) return;
  let before = target.value;
  if (field?.place === target) before = field.value;
  else {
    for (let at = 0; at < typed.length && before === target.value; at += 1) {
      if (before.endsWith(typed.slice(at))) before = before.slice(0, before.length - (typed.length - at));
    }
  }
  if (target.value === before) return;
  target.value = before;
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

// A field of a form with more to fill in keeps the scan, in the reading that is right, and Enter does what it does there.
function intoField(target, text) {
  if (field?.place !== target || target.tagName === "TEXTAREA") return;
  const isTypedAfter = field.value && target.value.startsWith(field.value);
  const wanted = isTypedAfter ? field.value + text : text;
  if (target.value === wanted) return;
  target.value = wanted;
  target.dispatchEvent(new Event("input", { bubbles: true }));
}
