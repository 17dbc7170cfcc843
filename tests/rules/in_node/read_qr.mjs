// Reads QR codes from pictures with jsQR, which shares nothing with the decoder of the app.
// Standard input: lines of JSON {width, height, file}, the file holding one grey byte per pixel. Output: a line each.
import { readFileSync } from "node:fs";
import jsqr from "jsqr";

const read = jsqr.default ?? jsqr;
for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const { width, height, file } = JSON.parse(line);
  const grey = readFileSync(file);
  const pixels = new Uint8ClampedArray(4 * grey.length);
  grey.forEach((shade, at) => pixels.set([shade, shade, shade, 255], 4 * at));
  console.log(JSON.stringify(read(pixels, width, height)?.data ?? null));
}
