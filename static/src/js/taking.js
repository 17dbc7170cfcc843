// What pages share that take scans themselves (a count, a start workshop): every scan goes into their own form, the last
// one is told large enough to read from two metres, and their lists are asked for anew, whoever scanned.

const last = document.getElementById("last");

// A scan lands in `form` instead of on a page of its own. With the scan's own id as key, one that is handed over twice is
// one scan.
export function takeScansInto(form, name) {
  document.addEventListener("leenkring:scan", (event) => {
    event.preventDefault();
    const { text, id } = event.detail;
    form.elements[name].value = text;
    if (id && String(id).length >= 8) form.elements.once.value = id;
    form.requestSubmit();
  });
}

// In the large band: what was scanned, and what that means; the tone ("good", "look", "stop") chooses the sign.
export function say(code, tone, sentence) {
  last.dataset.tone = tone;
  last.querySelector("[data-code]").textContent = code;
  last.querySelector("[data-sentence]").textContent = sentence;
  const sign = document.querySelector(`[data-mark-of="${tone}"]`);
  if (sign) last.querySelector("[data-mark]").replaceChildren(sign.content.cloneNode(true));
}

// This page as it stands now; null without a connection. Where it led elsewhere (someone closed it) we go along.
export async function freshPage() {
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return null;
    if (answer.redirected) {
      location.assign(answer.url);
      return null;
    }
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null; // No connection: the next look will tell.
  }
}
