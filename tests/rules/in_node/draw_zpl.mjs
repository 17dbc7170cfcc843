// Draws ZPL as a Zebra printer would (Zebrash): node draw_zpl.mjs FILE WIDTH HEIGHT DOTS_PER_MM FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { ready } from "zpl-renderer-js";

const [file, width, height, dots, folder] = process.argv.slice(2);
const { api } = await ready;
const labels = await api.zplToBase64MultipleAsync(readFileSync(file, "utf8"), Number(width), Number(height), Number(dots));
labels.forEach((label, at) => writeFileSync(`${folder}/${String(at).padStart(4, "0")}.png`, Buffer.from(label, "base64")));
