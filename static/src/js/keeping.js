// A page that says `data-keeps-page` comes back when it is loaded again where there is no network (worker.js keeps it).
import { words } from "./words.js";

const WORKER = "/worker.js";

// As it stands on the server now; null where the browser has no workers, or the page was not opened over https.
export async function keepPage() {
  const page = document.querySelector("[data-keeps-page]");
  if (!page || !navigator.serviceWorker || !words.who) return;
  try {
    await navigator.serviceWorker.register(WORKER);
    const { active } = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map((one) => one.name.split("#")[0]);
    active.postMessage({ keep: { url: location.href, parts: ownParts(parts), who: words.who } });
  } catch {
    // A private window may have none: the page works, and does not come back.
  }
}

const ownParts = (addresses) => [...new Set(addresses)].filter((one) => new URL(one).pathname.startsWith("/static/"));

// Does this form sign its reader out?
export function signsOut(form, submitter) {
  const where = submitter?.getAttribute("formaction") || form.getAttribute("action") || "";
  return Boolean(words.signOut) && new URL(where, location.href).pathname === words.signOut;
}

const erasePages = () => navigator.serviceWorker?.controller?.postMessage({ erase: true });

// Nobody reads what was kept after its reader: it goes when they sign out, and where nobody is signed in any more.
export function eraseAfterUse() {
  if (!words.who) erasePages();
  // On the window, so that whoever still asks something before signing out was heard first.
  addEventListener("submit", (event) => !event.defaultPrevented && signsOut(event.target, event.submitter) && erasePages());
}
