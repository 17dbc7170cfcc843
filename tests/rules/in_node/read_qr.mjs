// Reads QR codes from pictures with jsQR, which shares nothing with the decoder of the app.
// Standard input: lines of JSON {width, height, file}, the file holding one grey byte per pixel. Output: a line each.
import { readFileSync } from "node:fs";
import jsqr from "jsqr";

const read = jsqr.default ?? jsqr;
for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const { width, height, file } = JSON.parse(line);
  const grey = readFileSync(file);
  const pixels = new Uint8ClampedArray(4 * grey.length);
  for (let at = 0; at < grey.length; at += 1) {
    pixels[4 * at] = pixels[4 * at + 1] = pixels[4 * at + 2] = grey[at];
    pixels[4 * at + 3] = 255;
  }
  // Dark on light, as paper is: the other way around need not be tried.
  console.log(JSON.stringify(read(pixels, width, height, { inversionAttempts: "dontInvert" })?.data ?? null));
}
