// Checking a PDF without sending it: its SHA-256 is worked out here, and only that goes to the server.
// Without script, or where a browser has no crypto (plain http), the form asks for a fingerprint to be typed.

// What every certificate says of itself: /C/019882/7KQ2M9XD
const NAMED = /\/C\/(\d{4,9})\/([0-9A-Z]{8})(?![0-9A-Z])/;
const LARGEST = 20_000_000;

export function startFingerprints() {
  if (!globalThis.crypto?.subtle) return;
  for (const form of document.querySelectorAll("form[data-fingerprint]")) start(form);
}

function start(form) {
  const file = form.querySelector("input[type=file]");
  form.querySelector("[data-by-file]").hidden = false;
  form.querySelector("[data-by-hand]").hidden = true;
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    if (!chosen || chosen.size > LARGEST) return;
    const bytes = await chosen.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    form.elements.sha256.value = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const named = NAMED.exec(new TextDecoder("latin1").decode(bytes));
    if (named) [, form.elements.number.value, form.elements.control.value] = named;
    form.requestSubmit();
  });
}
