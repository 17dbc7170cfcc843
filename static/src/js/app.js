// Everything here makes a page nicer; nothing needs it, except the live camera and passkeys.
import { startCamera } from "./camera.js";
import { keepDrafts } from "./drafts.js";
import { startFingerprints } from "./fingerprint.js";
import { followProgress } from "./follow.js";
import { startForms } from "./forms.js";
import { startMenus } from "./menus.js";
import { startPasskeys } from "./passkeys.js";
import { startPreviews } from "./preview.js";
import { startScanBox } from "./scan.js";
import { startSignatures } from "./sign.js";
import { startTheme } from "./theme.js";

startTheme();
startMenus();
const scan = startScanBox();
startCamera(scan);
startSignatures();
keepDrafts();
startForms();
startFingerprints();
followProgress();
startPasskeys();
startPreviews();
