// Runs before the page is drawn: a dark page never flashes white, and a scanner is heard from the first key.
import { listen } from "./listen.js";
import * as queue from "./queue.js";

let chosen = null;
try {
  chosen = localStorage.getItem("theme");
} catch {
  // Storage may be closed; then the system decides.
}
const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
document.documentElement.classList.add("with-script");
// app.js comes later, in a bundle of its own, and must see the same queue.
globalThis.leenkringScans = queue;
listen();
