// The sentences come from the page, in the reader's language (templates/_house/words_for_script.html).
export { keep, kept } from "./storage.js";

const source = document.getElementById("words");

export const words = source ? source.dataset : {};

let live = null;

// Where `tell` speaks: one element, which moves along when the page is exchanged, or a reader would not hear it.
export function voice() {
  if (!live) {
    live = document.createElement("div");
    live.setAttribute("role", "status");
    live.className = "visually-hidden";
  }
  if (!live.isConnected) document.body.append(live);
  return live;
}

// Say something to everyone: read aloud.
export function tell(sentence) {
  voice().textContent = sentence;
}

// A remark above `where`, in the look of the note macro.
export function note(where, sentence, tone = "") {
  const band = document.createElement("div");
  band.className = `note band ${tone}`.trim();
  band.setAttribute("role", "status");
  band.textContent = sentence;
  where.before(band);
  return band;
}
