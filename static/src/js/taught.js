// The test card of a scanner: what it taught is remembered in this browser, and said.
import { keep, kept, words } from "./words.js";
import { verdict } from "./verdict.js";

const sentences = () => ({ typed: words.scannerTyped, meant: words.scannerMeant, case: words.scannerCase });

// Once for the whole visit: the card may be scanned on any page.
export function startLearning() {
  addEventListener("leenkring:taught", (event) => {
    const { map } = event.detail;
    if (map !== "case") keep(localStorage, "scanner", { map, at: Date.now() });
    say(sentences()[map], map === "case" ? "look" : "good");
  });
  // On the page of the card whatever is scanned is meant as the card.
  document.addEventListener("leenkring:scan", (event) => {
    const place = document.querySelector("[data-test-card]");
    if (!place) return;
    event.preventDefault();
    say(`${place.dataset.wrong} ${event.detail.text}`, "stop");
  });
}

// For each page: what this browser knows already.
export function showLesson() {
  const known = sentences()[kept(localStorage, "scanner")?.map];
  if (known) write(known, "ok");
}

function say(sentence, tone) {
  verdict(tone, sentence);
  write(sentence, { good: "ok", look: "warn", stop: "bad" }[tone]);
}

function write(sentence, tone) {
  const note = document.querySelector("[data-test-card] .note");
  if (!note) return;
  note.className = `note ${tone}`;
  note.querySelector(".grow").textContent = sentence;
}
