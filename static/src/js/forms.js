// Small helps for forms: one send per press, the remarks first, files by dropping, "all in order".
import { tell, words } from "./words.js";

export function startForms(signal) {
  for (const form of document.querySelectorAll("form[data-guard]")) guard(form, signal);
  for (const zone of document.querySelectorAll("[data-drop]")) takeDrops(zone);
  for (const button of document.querySelectorAll("[data-all-fine]")) allFine(button);
  document.querySelector("[data-focus]")?.focus();
}

// The server does it once in any case (the form's `once` key); this spares people a second press.
function guard(form, signal) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    tell(words.busy);
  });
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }, { signal });
}

function takeDrops(zone) {
  const field = zone.querySelector("input[type=file]");
  const say = zone.querySelector("[data-drop-words]");
  const show = () => {
    const names = [...field.files].map((file) => file.name);
    say.textContent = names.length ? `${words.chosen} ${names.join(", ")}` : "";
    // The page says so above it: letting go of the files is all there is to say.
    if (names.length && zone.dataset.drop === "sends") field.form.requestSubmit();
  };
  field.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = event.dataTransfer.files;
    if (!files.length) return;
    if (files.length > 1 && !field.multiple) {
      const one = new DataTransfer();
      one.items.add(files[0]);
      field.files = one.files;
    } else {
      field.files = files;
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Answers every question that is still open with its fine answer; what someone answered stays.
function allFine(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const form = button.closest("form") || document;
    for (const question of form.querySelectorAll("fieldset[data-fine]")) {
      if (question.querySelector("input:checked")) continue;
      const fine = [...question.querySelectorAll("input")].find((answer) => answer.value === question.dataset.fine);
      if (!fine) continue;
      fine.checked = true;
      fine.dispatchEvent(new Event("input", { bubbles: true }));
      fine.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}
