// What burst.js makes of keys. Standard input: lines of JSON {known, keys}: what the test card taught, and a list of
// {key, code, shift, at, held, chord}. Output: a line of JSON each, the scans as {text, end, lesson}.
import { readFileSync } from "node:fs";
import { hear, lesson, quiet, reading } from "../../../static/src/js/burst.js";

for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const { known, keys } = JSON.parse(line);
  let burst = quiet();
  const scans = [];
  for (const key of keys) {
    const heard = hear(burst, { shift: false, held: false, chord: false, code: "", ...key });
    burst = heard.burst;
    if (heard.scan) scans.push({ text: reading(heard.scan, known), end: heard.scan.end, lesson: lesson(heard.scan) });
  }
  console.log(JSON.stringify(scans));
}
