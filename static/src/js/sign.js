// Signing with a finger or a mouse. Typing the name and signing on paper stay possible beside it.
import { words } from "./words.js";

export function startSignatures() {
  for (const group of document.querySelectorAll("[data-sign]")) start(group);
}

function start(group) {
  const pad = group.querySelector("[data-sign-pad]");
  const value = group.parentElement.querySelector("[data-sign-value]");
  const say = group.querySelector("[data-sign-words]");
  const pen = pad.getContext("2d");
  if (!pen || !value) return;
  group.hidden = false;
  Object.assign(pen, { lineWidth: 5, lineCap: "round", lineJoin: "round", strokeStyle: "#14252A" });
  const asked = say.textContent;
  let from = null;

  const point = (event) => {
    const frame = pad.getBoundingClientRect();
    return {
      x: ((event.clientX - frame.left) * pad.width) / frame.width,
      y: ((event.clientY - frame.top) * pad.height) / frame.height,
    };
  };
  const draw = (event) => {
    const to = point(event);
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x + 0.01, to.y);
    pen.stroke();
    from = to;
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    from = point(event);
    draw(event);
  });
  pad.addEventListener("pointermove", (event) => {
    if (from) draw(event);
  });
  const lift = () => {
    if (!from) return;
    from = null;
    value.value = pad.toDataURL("image/png");
    say.textContent = words.signDone;
  };
  pad.addEventListener("pointerup", lift);
  pad.addEventListener("pointercancel", lift);
  group.querySelector("[data-sign-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, pad.width, pad.height);
    value.value = "";
    say.textContent = asked;
  });
  if (value.value.startsWith("data:image/png;base64,")) {
    // The page came back with remarks: what was drawn is still there.
    const drawn = new Image();
    drawn.addEventListener("load", () => pen.drawImage(drawn, 0, 0, pad.width, pad.height));
    drawn.src = value.value;
    say.textContent = words.signDone;
  }
}
