// Scans that wait. Each has its own id and moment; they stay in this tab's storage until the server has answered, so
// that neither a page that changes nor a network that goes away loses one.
import { keep, kept } from "./storage.js";

export const AGAIN = 2000; // the same code within this time counts once
const MOST = 1200; // a tab's storage is five million signs; nobody scans so much in one cut
const NAME = "scans";

// Storage may be closed: then they wait in memory, for as long as this page stands.
let inMemory = null;

const read = () => inMemory || kept(sessionStorage, NAME) || { waiting: [], recent: [], last: 0 };

function write(state) {
  inMemory = keep(sessionStorage, NAME, state) ? null : state;
}

// Put a scan at the end; `into` is the id of the field it was typed into, if that is one for codes. Null when the same
// code was scanned a moment ago, or too many wait already.
export function add(text, into = "", now = Date.now()) {
  const state = read();
  const recent = state.recent.filter(([, at]) => now - at < AGAIN && at <= now);
  if (!text || recent.some(([code]) => code === text) || state.waiting.length >= MOST) return null;
  const number = state.last + 1;
  const scan = { id: `${now.toString(36)}-${number}`, at: now, text, into };
  write({ ...state, waiting: [...state.waiting, scan], recent: [...recent, [text, now]], last: number });
  return scan;
}

export const waiting = () => read().waiting;

// This one is done: answered, taken by the page, or thrown away.
export function done(id) {
  const state = read();
  write({ ...state, waiting: state.waiting.filter((scan) => scan.id !== id) });
}

// At a shared computer the next person begins with an empty line: what another scanned before this page was opened
// (`since`, a moment) does not go under this person's name.
export function belongsTo(who, since) {
  const state = read();
  if (state.who && who && state.who !== who) write({ ...state, who, waiting: state.waiting.filter((scan) => scan.at >= since), recent: [] });
  else if (who && state.who !== who) write({ ...state, who });
}

// A person says that a waiting scan may go after all.
export function renew(now = Date.now()) {
  const state = read();
  write({ ...state, waiting: state.waiting.map((scan) => ({ ...scan, at: now })) });
}
