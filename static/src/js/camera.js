// The camera reads codes where the browser can; elsewhere the phone takes a photo that the server reads.
import { tell, words } from "./words.js";

const canLook = () => "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia;

export function startCamera(scan) {
  if (!scan) return;
  for (const button of document.querySelectorAll("[data-camera]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      begin(scan);
    });
  }
}

async function begin(scan) {
  if (!canLook()) return takePhoto(scan);
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return takePhoto(scan);
  }
  return look(scan, stream);
}

// Without a detector: the file field of the photo form, sent as soon as there is a photo.
function takePhoto(scan) {
  const form = document.querySelector("form[data-photo]");
  const field = form?.querySelector("input[type=file]");
  if (!field) {
    tell(words.cameraNone);
    return scan.box.focus();
  }
  field.addEventListener("change", () => field.files.length && form.submit(), { once: true });
  return field.click();
}

function look(scan, stream) {
  const window_ = document.createElement("dialog");
  window_.className = "camera";
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, srcObject: stream });
  const foot = document.createElement("div");
  foot.className = "camera-foot";
  const sentence = Object.assign(document.createElement("p"), { textContent: words.cameraLook });
  const close = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn-outline",
    textContent: words.cameraClose,
  });
  foot.append(sentence, close);
  window_.append(video, foot);
  document.body.append(window_);

  let open = true;
  window_.addEventListener("close", () => {
    open = false;
    for (const track of stream.getTracks()) track.stop();
    window_.remove();
  });
  close.addEventListener("click", () => window_.close());
  window_.showModal();
  video.play();

  const detector = new window.BarcodeDetector();
  const glance = async () => {
    if (!open) return;
    const found = await detector.detect(video).catch(() => []);
    if (found.length) {
      navigator.vibrate?.(60);
      window_.close();
      scan.send(found[0].rawValue);
    } else {
      setTimeout(glance, 150);
    }
  };
  video.addEventListener("playing", glance, { once: true });
}
