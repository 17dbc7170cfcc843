// Reads codes in a worker of its own, where the browser has no detector: zxing-cpp, the decoder of the server, as
// WebAssembly. Only this file may run it (its own content policy, inventory/digibank/doorman.py); no page may.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

prepareZXingModule({ overrides: { locateFile: () => new URL(wasm, self.location.href).href } });

// The kinds that stand on our labels and on what makers stick on laptops.
const HOW = { formats: ["QRCode", "MicroQRCode", "DataMatrix", "Code128", "Code39", "ITF", "EAN13"], tryHarder: true, maxNumberOfSymbols: 4 };

self.addEventListener("message", async ({ data: picture }) => {
  try {
    const found = await readBarcodes(picture, HOW);
    self.postMessage({ texts: found.filter((one) => one.isValid && one.text).map((one) => one.text) });
  } catch (problem) {
    self.postMessage({ texts: [], problem: String(problem) });
  }
});
