// What is made in the background: the part of a page that tells how far it is asks anew by itself, until it is done.
import { tell } from "./words.js";

const EVERY = 3000; // milliseconds

export function followProgress(signal) {
  if (document.querySelector("[data-follow]")) setTimeout(() => ask(signal), EVERY);
}

async function ask(signal) {
  if (signal.aborted) return;
  // Nobody looks at a page in the back; and what has the focus is not pulled away from under someone's hands.
  const parts = [...document.querySelectorAll("[data-follow]")];
  const waits = document.hidden || parts.some((part) => part.contains(document.activeElement));
  if (!waits) {
    try {
      const answer = await fetch(location.href, { signal });
      if (answer.ok && !answer.redirected) renew(parts, await answer.text());
    } catch {
      // No connection: the link beside it still looks again.
    }
  }
  if (!signal.aborted) followProgress(signal);
}

function renew(parts, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const part of parts) {
    const fresh = page.getElementById(part.id);
    if (!fresh) continue;
    part.replaceWith(document.adoptNode(fresh));
    // A long part is told by the sentence that it brings for that.
    if (!fresh.hasAttribute("data-follow")) tell(part.dataset.done || fresh.textContent.trim().replace(/\s+/g, " "));
  }
}

// What was sent from this page without a network shows on it once the server has it. The page itself stays: without a
// network it could not be had again.
export function showWhatWasSent(signal) {
  const parts = () => [...document.querySelectorAll("[data-fresh]")];
  if (!parts().length) return;
  document.addEventListener("leenkring:sent", async () => {
    try {
      const answer = await fetch(location.href);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of parts()) {
        const fresh = page.getElementById(part.id);
        if (fresh && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(fresh));
      }
    } catch {
      // The line is gone again: it shows when the page is opened anew.
    }
  }, { signal });
}
