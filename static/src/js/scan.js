// The scan box. A USB scanner is a keyboard that types very fast and ends with Enter.
import { keep, kept } from "./words.js";

const FAST = 60; // milliseconds between two keys of a scanner; people type slower
const SHORTEST = 4;
const AGAIN = 2000; // the same code twice within this time counts once
const STALE = 30000; // a queued scan older than this was meant for another moment

const isField = (place) =>
  place instanceof HTMLElement &&
  (place.isContentEditable || place.matches("input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select"));

export function startScanBox() {
  const form = document.querySelector("form[data-scan]");
  if (!form) return null;
  const box = form.querySelector("input[name=text]");
  const scan = { form, box, send: (text) => send(form, box, text) };

  document.addEventListener("keydown", (event) => {
    if (event.key === "F2") {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "Escape" && document.activeElement === box) {
      box.value = "";
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    scan.send(box.value);
  });
  listenForBursts(scan);
  addEventListener("pageshow", () => {
    delete form.dataset.busy;
    goOn(scan);
  });
  return scan;
}

// What a scanner types while no field has the focus lands in the box and is sent.
function listenForBursts(scan) {
  let burst = "";
  let last = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isField(event.target)) return;
      const now = performance.now();
      if (now - last > FAST) burst = "";
      last = now;
      if (event.key === "Enter" && burst.length >= SHORTEST) {
        event.preventDefault();
        scan.box.value = burst;
        burst = "";
        scan.send(scan.box.value);
      } else if (event.key.length === 1) {
        // A space from a scanner must not press the button that has the focus; a person's may.
        if (event.key === " " && burst.length >= SHORTEST) event.preventDefault();
        burst += event.key;
      }
    },
    true,
  );
}

function send(form, box, text) {
  const code = text.trim();
  if (!code) return box.focus();
  const before = kept(sessionStorage, "scan-last");
  if (before && before.code === code && Date.now() - before.at < AGAIN) return box.select();
  keep(sessionStorage, "scan-last", { code, at: Date.now() });
  if (form.dataset.busy) {
    const queue = kept(sessionStorage, "scan-queue") || [];
    keep(sessionStorage, "scan-queue", [...queue, { code, at: Date.now() }]);
    return undefined;
  }
  form.dataset.busy = "yes";
  box.value = code;
  return form.submit();
}

// A scan that came while a page was loading goes now.
function goOn(scan) {
  const queue = (kept(sessionStorage, "scan-queue") || []).filter((one) => Date.now() - one.at < STALE);
  const [next, ...rest] = queue;
  keep(sessionStorage, "scan-queue", rest.length ? rest : null);
  if (!next) return;
  scan.form.dataset.busy = "yes";
  scan.box.value = next.code;
  scan.form.submit();
}
