// The camera reads codes: by the browser's own detector where there is one, by ours elsewhere. When it may not or
// cannot, the page says how to let it, and a photo that the server reads, or typing, is always left.
import { best, likeliest } from "./lenses.js";
import { send } from "./scan.js";
import { keep, kept, words } from "./words.js";

const EVERY = 120; // milliseconds between two looks
const GONE = 1500; // a code that was out of sight so long counts anew
const WIDEST = 1280; // pixels of a picture for our own decoder

export function startCamera(scan) {
  if (!scan) return;
  for (const button of document.querySelectorAll("[data-camera]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      begin();
    });
  }
}

async function begin() {
  // Without https a browser hides the camera from every page.
  if (!navigator.mediaDevices?.getUserMedia) return photo() || help(words.cameraNone);
  try {
    return look(await open(kept(localStorage, "camera")));
  } catch (problem) {
    return help(problem.name === "NotAllowedError" ? words.cameraRefused : words.cameraNone, problem.name === "NotAllowedError");
  }
}

// The stream of the camera that was used last, or of the best one at the back.
async function open(known) {
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
  const ask = (which) => navigator.mediaDevices.getUserMedia({ video: { ...size, ...which } });
  if (known) {
    const stream = await ask({ deviceId: { exact: known } }).catch((problem) => {
      if (problem.name === "NotAllowedError") throw problem;
      return null; // another computer, or the camera is unplugged
    });
    if (stream) return stream;
  }
  const stream = await ask({ facingMode: "environment" });
  // Names are told only once the camera is allowed.
  const chosen = best(await cameras());
  if (!chosen || chosen.deviceId === idOf(stream)) return stream;
  stop(stream);
  return ask({ deviceId: { exact: chosen.deviceId } });
}

const cameras = async () => (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
const idOf = (stream) => stream.getVideoTracks()[0]?.getSettings().deviceId || "";
const stop = (stream) => stream.getTracks().forEach((track) => track.stop());

// The file field of the photo form, sent as soon as there is a photo. False when the page has none.
function photo() {
  const form = document.querySelector("form[data-photo]");
  const field = form?.querySelector("input[type=file]");
  if (!field) return false;
  field.addEventListener("change", () => field.files.length && form.submit(), { once: true });
  field.click();
  return true;
}

const make = (tag, facts) => Object.assign(document.createElement(tag), facts);

function button(word, act, className = "btn btn-outline") {
  const made = make("button", { type: "button", className, textContent: word });
  made.addEventListener("click", act);
  return made;
}

function dialog(className, name) {
  const made = make("dialog", { className });
  made.setAttribute("aria-label", name);
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  return made;
}

// Says why there is no picture and what to do: allow it, take a photo, or type.
function help(sentence, refused = false) {
  const box = dialog("camera-help cardx", words.cameraHelp);
  box.append(make("h2", { textContent: words.cameraHelp }), make("p", { textContent: sentence }));
  if (refused) {
    const steps = make("ol");
    steps.append(...words.cameraAllow.split("|").map((step) => make("li", { textContent: step })));
    box.append(steps);
  }
  const row = make("div", { className: "rowx" });
  const away = (act) => () => {
    box.close();
    act();
  };
  row.append(button(words.cameraAgain, away(begin), "btn btn-primary"));
  if (document.querySelector("form[data-photo]")) row.append(button(words.cameraPhoto, away(photo)));
  row.append(button(words.cameraType, away(() => document.querySelector("form[data-scan] input[name=text]")?.focus())));
  box.append(row);
  box.showModal();
}

function look(stream) {
  const screen = dialog("camera", words.cameraLook);
  const video = make("video", { muted: true, playsInline: true, srcObject: stream });
  const foot = make("div", { className: "camera-foot" });
  const sentence = make("p", { textContent: words.cameraLook });
  sentence.setAttribute("role", "status");
  foot.append(sentence);
  screen.append(video, foot);
  const eye = makeEye();
  const state = { open: true, seen: "", at: 0 };
  screen.addEventListener("close", () => {
    state.open = false;
    eye.close();
    stop(stream);
    if (screen.dataset.changed) location.reload();
  });
  offerTorch(stream, foot);
  offerOthers(stream, foot, screen);
  foot.append(button(words.cameraClose, () => screen.close()));
  screen.showModal();
  video.play().catch(() => {});
  video.addEventListener("playing", () => glance(state, eye, video, screen, sentence), { once: true });
}

async function glance(state, eye, video, screen, sentence) {
  const texts = await eye.read(video);
  if (!state.open) return;
  if (texts === null) {
    screen.close();
    help(words.cameraNone);
    return;
  }
  const text = likeliest(texts);
  const isNew = text && (text !== state.seen || Date.now() - state.at > GONE);
  if (text) Object.assign(state, { seen: text, at: Date.now() });
  if (isNew) {
    // A page that piles up what is scanned keeps looking; elsewhere a scan leads to another page.
    if (!document.querySelector("[data-collects]")) {
      screen.close();
      send(text);
      return;
    }
    send(text);
    sentence.textContent = `✓ ${text}`;
  }
  setTimeout(() => glance(state, eye, video, screen, sentence), EVERY);
}

function offerTorch(stream, foot) {
  const [track] = stream.getVideoTracks();
  if (!track.getCapabilities?.().torch) return;
  let on = false;
  const switcher = button(words.cameraTorch, () => {
    on = !on;
    switcher.setAttribute("aria-pressed", String(on));
    track.applyConstraints({ advanced: [{ torch: on }] }).catch(() => switcher.remove());
  });
  switcher.setAttribute("aria-pressed", "false");
  foot.append(switcher);
}

// The next camera, and that one from now on.
async function offerOthers(stream, foot, screen) {
  const all = await cameras();
  if (all.length < 2 || !screen.open) return;
  const at = all.findIndex((one) => one.deviceId === idOf(stream));
  const next = all[(at + 1) % all.length];
  foot.lastChild.before(
    button(words.cameraOther, () => {
      keep(localStorage, "camera", next.deviceId);
      screen.close();
      begin();
    }),
  );
}

// What reads a picture: {read(video) -> texts, or null when it cannot work here; close()}.
function makeEye() {
  let own = "BarcodeDetector" in window ? new window.BarcodeDetector() : null;
  let worker = null;
  const byWorker = (video) => {
    worker ||= new Worker(words.decoder);
    return new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data.problem ? null : data.texts);
      worker.onerror = () => resolve(null);
      worker.postMessage(picture(video));
    });
  };
  return {
    async read(video) {
      if (own) {
        try {
          return (await own.detect(video)).map((found) => found.rawValue);
        } catch {
          own = null; // it is named here, but nothing is behind it
        }
      }
      return byWorker(video);
    },
    close: () => worker?.terminate(),
  };
}

const canvas = document.createElement("canvas");

function picture(video) {
  const scale = Math.min(1, WIDEST / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
