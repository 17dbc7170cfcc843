// What a scan came to, in four ways at once: a band with colour, icon and word, a sound, and a buzz. Nothing depends
// on any one of them; the sound can be off, and stays off in this browser.
import { keep, kept, tell, words } from "./words.js";

const ICONS = { good: "check", look: "eye", stop: "cross" };
// Hertz, and milliseconds: high is good, middle is look, low and twice is stop.
const SOUNDS = { good: [[1320, 90]], look: [[780, 160]], stop: [[220, 140], [220, 220]] };
const BUZZES = { good: [40], look: [120], stop: [90, 70, 90] };

let speaker = null;

// Good, look or stop, as the page says it: `data-verdict` when it does, else by its bands and its answer.
export function toneOf(page, answer, scanPath) {
  const said = page.querySelector("[data-verdict]")?.dataset.verdict;
  if (said in ICONS) return said;
  if (answer.status >= 400 || page.querySelector("main .band.bad, #error-summary")) return "stop";
  // The scan page again: nothing was found, or there is a choice.
  if (new URL(answer.url).pathname === scanPath) return page.querySelector("main .list .row-link") ? "look" : "stop";
  return page.querySelector("main .band.warn") ? "look" : "good";
}

export function verdict(tone, text) {
  document.getElementById("verdict")?.remove();
  const band = document.createElement("div");
  band.id = "verdict";
  band.className = `verdict verdict-${tone}`;
  // `tell` reads it out; the band is for the eyes.
  const word = Object.assign(document.createElement("b"), { textContent: words[`scan${tone[0].toUpperCase()}${tone.slice(1)}`] });
  const code = Object.assign(document.createElement("span"), { className: "grow", textContent: text });
  band.append(icon(ICONS[tone]), word, code, mute());
  document.querySelector("main")?.prepend(band);
  tell(`${word.textContent}. ${document.title}`);
  // The first sound wakes the machine's audio, which may take a moment: the band is seen before.
  setTimeout(() => sound(SOUNDS[tone]));
  navigator.vibrate?.(BUZZES[tone]);
}

function icon(name) {
  const [sprite] = (document.querySelector("form[data-scan] use")?.getAttribute("href") || "").split("#");
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("class", "ic");
  picture.setAttribute("aria-hidden", "true");
  picture.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  picture.firstChild.setAttribute("href", `${sprite}#${name}`);
  return picture;
}

const isQuiet = () => kept(localStorage, "sound") === "off";

function mute() {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline btn-sm" });
  const say = () => (button.textContent = isQuiet() ? words.soundOn : words.soundOff);
  button.addEventListener("click", () => {
    keep(localStorage, "sound", isQuiet() ? null : "off");
    say();
    sound(SOUNDS.good);
  });
  say();
  return button;
}

function sound(tones) {
  if (isQuiet() || !globalThis.AudioContext) return;
  // A browser that heard no key or tap yet keeps quiet by itself.
  speaker ||= new AudioContext();
  speaker.resume?.().catch(() => {});
  let at = speaker.currentTime;
  for (const [pitch, lasts] of tones) {
    const tone = speaker.createOscillator();
    const volume = speaker.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + lasts / 1000);
    tone.connect(volume).connect(speaker.destination);
    tone.start(at);
    at += lasts / 1000;
    tone.stop(at);
    at += 0.06;
  }
}
