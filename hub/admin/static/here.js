// While somebody works with a page, its session stays alive; when the session is over, the page says so by leaving.
"use strict";

const here = document.currentScript.dataset.here;
const EVERY_MS = 60000;
let told = Date.now();

// Also asked by pages whose stream was ended: the server ends it with the session.
window.stillHere = async function stillHere() {
  told = Date.now();
  try {
    const answer = await fetch(here, { cache: "no-store", redirect: "manual" });
    if (answer.status === 401) location.reload();
  } catch {
    // The hub is away: the page finds that out by itself.
  }
};

for (const sign of ["pointerdown", "keydown"]) {
  document.addEventListener(sign, () => Date.now() - told > EVERY_MS && window.stillHere(), { passive: true });
}

// The sheets of the bar close as one expects: by Escape, by a click elsewhere, and when another one opens.
const sheets = [...document.querySelectorAll(".bar details")];
document.addEventListener("click", (event) => {
  for (const sheet of sheets) if (!sheet.contains(event.target)) sheet.open = false;
});
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && sheets.find((sheet) => sheet.open);
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
