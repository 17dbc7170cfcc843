// Everything here makes a page nicer; nothing needs it, except the live camera and passkeys.
import { startCamera } from "./camera.js";
import { keepDrafts } from "./drafts.js";
import { startFingerprints } from "./fingerprint.js";
import { followProgress, showWhatWasSent } from "./follow.js";
import { startForms } from "./forms.js";
import { startMenus } from "./menus.js";
import { startPasskeys } from "./passkeys.js";
import { startPreviews } from "./preview.js";
import { startScanBox } from "./scan.js";
import { startSignatures } from "./sign.js";
import { startTheme } from "./theme.js";
import { words } from "./words.js";

startTheme();
startMenus();
const scan = startScanBox();
startCamera(scan);
startSignatures();
keepDrafts();
startForms();
startFingerprints();
followProgress();
showWhatWasSent();
startPasskeys();
startPreviews();
bringUnsent();

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
