// What someone types in a form with data-draft stays in this browser until the form has arrived.
import { keep, kept, note, words } from "./words.js";

const EVERY = 2000;
const A_DAY = 86400000;
const TYPES = ["hidden", "password", "file", "submit", "button"];

export function keepDrafts() {
  const forms = [...document.querySelectorAll("form[data-draft]")];
  letGo(forms.map(keyOf));
  for (const form of forms) follow(form);
}

const keyOf = (form) => `draft:${words.who || ""}:${form.dataset.draft}:${location.pathname}`;

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !TYPES.includes(field.type));

// Sent and arrived, or a day old: away with it. On a sign-in or error page nothing has arrived yet.
function letGo(here) {
  const sent = kept(sessionStorage, "draft-sent");
  const waits = document.querySelector("main [data-keeps-drafts]");
  if (sent && !here.includes(sent) && !waits) {
    keep(localStorage, sent, null);
    keep(sessionStorage, "draft-sent", null);
  }
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("draft:") && Date.now() - (kept(localStorage, key)?.at || 0) > A_DAY) localStorage.removeItem(key);
    }
  } catch {
    // Storage is closed: there is nothing to let go.
  }
}

function follow(form) {
  const key = keyOf(form);
  const read = () =>
    fieldsOf(form).map((field) => [field.name, field.matches("[type=checkbox], [type=radio]") ? [field.value, field.checked] : field.value]);
  const start = JSON.stringify(read());
  // A page that came back with remarks already holds what was typed.
  const cameBack = document.getElementById("error-summary");
  const draft = kept(localStorage, key);
  if (draft && !cameBack && JSON.stringify(draft.fields) !== start && putBack(form, draft.fields)) {
    note(form, words.restored, "ok");
  }
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(localStorage, key, { at: Date.now(), fields: read() }), EVERY);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(localStorage, key, { at: Date.now(), fields: read() });
    keep(sessionStorage, "draft-sent", key);
  });
}

function putBack(form, fields) {
  const open = fieldsOf(form);
  let changed = false;
  for (const [name, value] of fields) {
    const at = open.findIndex((field) => field.name === name && (!Array.isArray(value) || field.value === value[0]));
    if (at < 0) continue;
    const [field] = open.splice(at, 1);
    if (Array.isArray(value)) {
      changed ||= field.checked !== value[1];
      field.checked = value[1];
    } else {
      changed ||= field.value !== value;
      field.value = value;
    }
  }
  return changed;
}
