// Coins and notes add themselves up while they are counted. The server adds them up in any case.
export function startSums() {
  for (const grid of document.querySelectorAll("[data-adds-up]")) addUp(grid);
}

function addUp(grid) {
  const shown = grid.closest("form").querySelector("[data-sum]");
  const inEuros = new Intl.NumberFormat(`${document.documentElement.lang.slice(0, 2) || "nl"}-BE`, { style: "currency", currency: "EUR" });
  const tell = () => {
    let cents = 0;
    for (const field of grid.querySelectorAll("[data-cents]")) {
      if (/^\d+$/.test(field.value.trim())) cents += Number(field.dataset.cents) * Number(field.value.trim());
    }
    shown.textContent = inEuros.format(cents / 100);
  };
  grid.addEventListener("input", tell);
  tell();
}
