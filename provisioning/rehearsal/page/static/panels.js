// The screens of kiosks: their newest picture, and a finger on it.

import { act } from "./hands.js";

const panels = new Map(
  [...document.querySelectorAll("[data-panel]")].map((element) => [
    element.closest("[data-device]").dataset.device,
    { element, image: element.querySelector("img"), newest: 0, shown: "", loading: false },
  ]),
);

/** A kiosk drew a frame; 0: its screen is dark. */
export function drew(device, number) {
  const panel = panels.get(device);
  if (!panel) return;
  panel.newest = number;
  panel.element.classList.toggle("is-off", !number);
  if (!number) panel.shown = "";
  load(device, panel);
}

async function load(device, panel) {
  const wanted = String(panel.newest);
  if (panel.loading || !panel.newest || wanted === panel.shown) return;
  panel.loading = true;
  const next = new Image();
  next.src = `frame/${device}.jpg?w=960&n=${wanted}`;
  try {
    await next.decode();
    panel.image.src = next.src;
  } catch {
    // it was gone already; the next one comes
  }
  panel.shown = wanted;
  panel.loading = false;
  load(device, panel);
}

/** Lets a finger touch the screens; `touched` hears of it. */
export function listen(touched) {
  for (const [device, { element, image }] of panels) {
    element.addEventListener("click", (event) => {
      const { left, top, width, height } = image.getBoundingClientRect();
      if (!event.detail) return; // a key on it has no place; the buttons beside the screen are for keys
      const at = [(event.clientX - left) / width, (event.clientY - top) / height];
      act("touch", device, at.map((part) => part.toFixed(4)).join(","));
      touched();
    });
  }
}
