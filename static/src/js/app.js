// Everything here makes a page nicer; nothing needs it, except the live camera and passkeys.
import { startCamera } from "./camera.js";
import { keepDrafts } from "./drafts.js";
import { startFingerprints } from "./fingerprint.js";
import { followProgress, showWhatWasSent } from "./follow.js";
import { startForms } from "./forms.js";
import { eraseAfterUse } from "./keeping.js";
import { startLanding } from "./land.js";
import { startMenus } from "./menus.js";
import { startPasskeys } from "./passkeys.js";
import { startPreviews } from "./preview.js";
import { pump, startScanBox, startScanning } from "./scan.js";
import { startSignatures } from "./sign.js";
import { startSums } from "./sums.js";
import { showLesson, startLearning } from "./taught.js";
import { startTheme } from "./theme.js";
import { words } from "./words.js";

let page = new AbortController();

// Makes what is on the page work: at the first page, and each time a scan puts another in its place. Whoever listens
// to the document or the window takes the signal, which ends with the page.
function startPage() {
  page.abort();
  page = new AbortController();
  const { signal } = page;
  startTheme();
  startMenus(signal);
  startCamera(startScanBox());
  startSignatures();
  startSums();
  keepDrafts();
  startForms(signal);
  startFingerprints();
  followProgress(signal);
  showWhatWasSent(signal);
  startPasskeys();
  startPreviews();
  showLesson();
}

startScanning();
startLearning();
startLanding(startPage);
startPage();
pump();
bringUnsent();
eraseAfterUse();

// A page that sends without a network brings its script itself; every other page does when something still waits.
function bringUnsent() {
  try {
    if (!Object.keys(localStorage).some((key) => key.startsWith(`unsent:${words.who}:`))) return;
  } catch {
    return; // Storage is closed: nothing waits in it.
  }
  const script = document.createElement("script");
  script.src = words.unsentScript;
  document.head.append(script);
}
