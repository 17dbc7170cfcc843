// The sentences come from the page, in the reader's language (templates/_house/words_for_script.html).
const source = document.getElementById("words");

export const words = source ? source.dataset : {};

let live = null;

// Say something to everyone: read aloud, and shown when `shown` is true.
export function tell(sentence) {
  if (!live) {
    live = document.createElement("div");
    live.setAttribute("role", "status");
    live.className = "visually-hidden";
    document.body.append(live);
  }
  live.textContent = sentence;
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

// Storage may be closed or full; a page works without.
export function keep(store, key, value) {
  try {
    if (value === null) store.removeItem(key);
    else store.setItem(key, JSON.stringify(value));
  } catch {
    return false;
  }
  return true;
}

export function kept(store, key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}
