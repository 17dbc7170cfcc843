// The key map at the bench: every key that is pressed lights up. Keys that a browser or the system would act on (F5,
// Tab, Backspace) do nothing else while the map has the focus; without script the page is a picture with the answers.
const map = document.querySelector("[data-keys]");
const words = document.querySelector("[data-keys-words]");
const again = document.querySelector("[data-keys-again]");

function start() {
  if (!map) return;
  map.focus({ preventScroll: true });
  map.addEventListener("keydown", onKey);
  again.hidden = false;
  again.addEventListener("click", () => {
    for (const key of map.querySelectorAll(".is-pressed")) key.classList.remove("is-pressed");
    map.focus({ preventScroll: true });
    tell();
  });
  tell();
}

function onKey(event) {
  // Who goes by the keyboard leaves the map with Shift and Tab.
  if (event.key === "Tab" && event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  map.querySelector(`[data-code="${CSS.escape(event.code)}"]`)?.classList.add("is-pressed");
  tell();
}

function tell() {
  const all = map.querySelectorAll("[data-code]").length;
  const done = map.querySelectorAll(".is-pressed").length;
  words.textContent = done === all ? words.dataset.keysAll : words.dataset.keysWords.replace("{done}", done).replace("{all}", all);
}

start();
