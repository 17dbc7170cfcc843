// Tells a scanner from a person by the rhythm of the keys, and reads what it meant whatever keyboard the computer
// thinks it has. Nothing here knows a page: `hear` is given one key after another and says when a scan is whole.

// Milliseconds. A scanner types a key each 1 to 40; the quickest typist seldom stays under 60 for four keys in a row.
export const MOST_GAP = 100;
export const MEAN_GAP = 45;
// A scanner set to send CR and LF, or Enter and Tab, ends twice; the second end must press nothing.
export const TAIL = 100;
export const SHORTEST = 4;
export const LONGEST = 300;

// event.code is where a key lies, whatever is printed on it: what an American keyboard, and so most scanners, means.
const PAIRS = {
  Backquote: "`~", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|",
  IntlBackslash: "\\|", Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?", Space: "  ",
  NumpadAdd: "++", NumpadSubtract: "--", NumpadMultiply: "**", NumpadDivide: "//", NumpadDecimal: "..",
};
[...")!@#$%^&*("].forEach((shifted, digit) => {
  PAIRS[`Digit${digit}`] = `${digit}${shifted}`;
  PAIRS[`Numpad${digit}`] = `${digit}${digit}`;
});
for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") PAIRS[`Key${letter}`] = letter.toLowerCase() + letter;

// What this key says on an American keyboard; "" when it has no place there.
export const american = (code, shift) => (PAIRS[code] || "")[shift ? 1 : 0] || "";

const SILENT = new Set(["Shift", "CapsLock", "Control", "Alt", "AltGraph", "Meta", "NumLock", "Fn", "Unidentified"]);
const ENDS = new Set(["Enter", "Tab"]);

export const quiet = () => ({ typed: "", meant: "", keys: 0, first: 0, last: -Infinity, ended: -Infinity });

// One key more. `key` is {key, code, shift, at, held, chord}: `at` in milliseconds, `held` a key that repeats by
// itself, `chord` one pressed with Ctrl, Alt or the command key. Answers {burst, starts, scan, swallow}: the burst as
// it stands now, whether this key began it, the scan {typed, meant, end} when it became whole, and whether the key
// must not reach the page.
export function hear(before, key) {
  const goOn = (burst, more) => ({ burst, starts: false, scan: null, swallow: false, ...more });
  if (SILENT.has(key.key) && !american(key.code, key.shift)) return goOn(before);
  if (key.chord) return goOn(before);
  if (key.held) return goOn({ ...quiet(), ended: before.ended });
  const gap = key.at - before.last;
  if (ENDS.has(key.key)) {
    if (key.at - before.ended <= TAIL) return goOn({ ...quiet(), ended: key.at }, { swallow: true });
    if (!isScanner(before, gap)) return goOn(quiet());
    const scan = { typed: before.typed, meant: before.meant, end: key.key };
    return goOn({ ...quiet(), ended: key.at }, { scan, swallow: true });
  }
  // A dead key of a Belgian keyboard (^ or ¨) says "Dead", and then something that holds both; where it lies says it.
  const plain = [...key.key].length === 1;
  if (!plain && key.key !== "Dead" && key.key !== "Process" && !american(key.code, key.shift)) return goOn(quiet());
  const starts = gap > MOST_GAP || before.keys === 0 || before.keys >= LONGEST;
  const on = starts ? { ...quiet(), first: key.at } : before;
  const burst = {
    ...on,
    typed: on.typed + (plain ? key.key : ""),
    meant: on.meant + (american(key.code, key.shift) || "\0"),
    keys: on.keys + 1,
    last: key.at,
  };
  // A space or a slash in the middle of a scan must not press a button or open the browser's own search.
  return goOn(burst, { starts, swallow: burst.keys >= SHORTEST });
}

function isScanner(burst, gap) {
  if (burst.keys < SHORTEST || gap > MOST_GAP) return false;
  return (burst.last - burst.first) / (burst.keys - 1) <= MEAN_GAP;
}

const PLAIN = /^[\w .:/?=&+%#*$-]+$/;
const OURS = /^(https?:\/\/\S+|[a-z] ?\d[\d .-]{3,})$/i;

// Which of the two readings is the scan. `known` is what the test card taught ("typed", "meant" or nothing). Digits
// tell most: a scanner and a computer that disagree turn every digit into a sign, on the one side or on the other.
export function reading({ typed, meant }, known = "") {
  const whole = meant && !meant.includes("\0") ? meant : "";
  if (!whole || whole === typed) return typed.trim();
  if (known === "typed" && typed) return typed.trim();
  if (known === "meant") return whole.trim();
  for (const fits of [OURS, PLAIN]) {
    if (fits.test(typed) !== fits.test(whole)) return (fits.test(typed) ? typed : whole).trim();
  }
  return typed.trim();
}

// What the test card says (inventory/portal/test_card.py): every key that lies elsewhere, both cases, all digits.
export const TEST = "LEENKRING-TEST:AQZWM/aqzwm.0123456789";

// What a scan of the test card teaches: how to read this scanner, "case" when Caps Lock or the scanner turns letters
// around, or "" when this is no test card.
export function lesson({ typed, meant }) {
  if (typed === TEST) return "typed";
  if (meant === TEST) return "meant";
  const small = TEST.toLowerCase();
  return typed.toLowerCase() === small || meant.toLowerCase() === small ? "case" : "";
}
