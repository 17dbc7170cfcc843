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
  document.documentElement.lang = page.documentElement.lang;
  const body = document.adoptNode(page.body);
  body.append(voice());
  document.body.replaceWith(body);
  scrollTo(0, 0);
  begin();
  focus(typed);
}

// Someone who went on typing in the scan box meanwhile goes on in the new one.
function stillTyped(sent) {
  const box = document.activeElement;
  return box?.matches("form[data-scan] input[name=text]") && box.value !== sent ? box.value : "";
}

function focus(typed) {
  const box = document.querySelector("form[data-scan] input[name=text]");
  if (typed && box) {
    box.focus();
    box.value = typed;
    return;
  }
  const wanted = document.querySelector("[data-focus], [autofocus]");
  (wanted || document.querySelector("main"))?.focus({ preventScroll: !wanted });
  if (wanted?.matches("[data-select]")) wanted.select();
}
