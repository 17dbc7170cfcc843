// Puts another page in the place of this one without letting go of the keyboard: while a browser changes pages it
// throws away what is typed, and a scanner does not wait.
import { voice } from "./words.js";

let begin = () => {};
let shown = location.pathname + location.search;

// `startPage` makes a page that was just put here work.
export function startLanding(startPage) {
  begin = startPage;
  // Back and forward: the address is another one, so let the browser fetch that page.
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) location.reload();
  });
}

export function show(page, url, sent) {
  const typed = stillTyped(sent);
  const to = new URL(url);
  const same = to.pathname + to.search === location.pathname + location.search;
  history[same ? "replaceState" : "pushState"](null, "", url);
  shown = location.pathname + location.search;
  document.title = page.title;
  if (underCamera(page)) return;
  document.documentElement.lang = page.documentElement.lang;
  const body = document.adoptNode(page.body);
  body.append(voice());
  document.body.replaceWith(body);
  scrollTo(0, 0);
  begin();
  focus(typed);
}

// While a camera looks at one code after another only what is behind it changes: it would close with the page. What
// stands there is made to work when the camera goes (`data-changed`).
function underCamera(page) {
  const camera = document.querySelector("dialog.camera[open]");
  const [from, to] = [document.querySelector("main"), page.querySelector("main")];
  if (!camera || !page.querySelector("[data-collects]")) return false;
  camera.dataset.changed = "yes";
  from.replaceWith(document.adoptNode(to));
  return true;
}

// Someone, or a scanner, who went on typing meanwhile goes on in the same field of the new page.
function stillTyped(sent) {
  const field = document.activeElement;
  const isFor = field?.matches("form[data-scan] input[name=text], [data-takes-scan]");
  return isFor && field.id && field.value && field.value !== sent ? { id: field.id, value: field.value } : null;
}

function focus(typed) {
  const field = typed && document.getElementById(typed.id);
  if (field) {
    field.focus();
    field.value = typed.value;
    return;
  }
  const wanted = document.querySelector("[data-focus], [autofocus]");
  (wanted || document.querySelector("main"))?.focus({ preventScroll: !wanted });
  if (wanted?.matches("[data-select]")) wanted.select();
}
