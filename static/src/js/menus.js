// Menus are <details>: they open without script. Here they close again with Esc or a press elsewhere.
import { note, words } from "./words.js";

export function startMenus(signal) {
  const menus = [...document.querySelectorAll("details[data-menu]")];
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  }, { signal });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus.filter((one) => one.open)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }, { signal });
  for (const link of document.querySelectorAll("[data-back]")) {
    link.hidden = history.length < 2;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.back();
    });
  }
  watchTheLine(signal);
}

// When the network goes, say so once; when it is back, take the remark away.
function watchTheLine(signal) {
  const main = document.querySelector("main > *");
  let remark = null;
  addEventListener("offline", () => {
    if (main && !remark) remark = note(main, words.offline, "warn");
  }, { signal });
  addEventListener("online", () => {
    if (remark) remark.remove();
    remark = null;
  }, { signal });
}
