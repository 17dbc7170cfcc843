// The box in which unsent.js keeps what waits: one per reader and digibank.
import { kept } from "./storage.js";
import { words } from "./words.js";

export const PREFIX = `unsent:${words.who || ""}:`;
export const KEY = PREFIX + location.pathname.split("/")[1];

// What waits for a scope, in the order in which it was said.
export function waitingFor(scope) {
  const { waiting = [] } = kept(localStorage, KEY) || {};
  return waiting.filter((entry) => entry.scope === scope);
}
