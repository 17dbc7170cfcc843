// What lenses.js chooses. Standard input: one JSON {cameras: [[label, ...], ...], texts: [[text, ...], ...]}. Output:
// JSON {labels, texts}: the label of the best camera of each list or null, and the likeliest text of each list.
import { readFileSync } from "node:fs";
import { best, likeliest } from "../../../static/src/js/lenses.js";

const { cameras, texts } = JSON.parse(readFileSync(0, "utf8"));
const labels = cameras.map((list) => best(list.map((label, at) => ({ label, deviceId: String(at) })))?.label ?? null);
console.log(JSON.stringify({ labels, texts: texts.map((list) => likeliest(list) ?? null) }));
