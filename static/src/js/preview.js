// A picture of what a form describes, drawn anew by the server with each answer. Without script it is drawn on saving.
export function startPreviews() {
  for (const box of document.querySelectorAll("[data-preview]")) follow(box);
}

function follow(box) {
  const form = document.getElementById(box.dataset.previewOf);
  let asked = 0;
  form.addEventListener("change", async () => {
    const turn = ++asked;
    const told = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      // Only what is an answer; keys and tokens stay out of addresses.
      if (form.elements[name].type !== "hidden") told.append(name, value);
    }
    try {
      const answer = await fetch(`${box.dataset.preview}?${told}`);
      if (!answer.ok || answer.redirected) return;
      const drawn = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
      // An answer that comes late is about what was asked before.
      if (turn === asked && drawn.localName === "svg") box.replaceChildren(document.adoptNode(drawn));
    } catch {
      // No connection: the last picture stays.
    }
  });
}
