// The screens of kiosks: their newest picture, and a finger on it once one has stepped up close.

import { act } from "./hands.js";

const panels = new Map(
  [...document.querySelectorAll("[data-panel]")].map((element) => [
    element.closest("[data-device]").dataset.device,
    { element, image: element.querySelector("img"), newest: 0, shown: "", loading: false },
  ]),
);
const close = document.getElementById("touchscreen");
const title = document.getElementById("touchscreen-title");
const glass = document.getElementById("touchscreen-glass");
const picture = glass.querySelector("img");
let device = ""; // before which one stands

/** A kiosk drew a frame; 0: its screen is dark. */
export function drew(name, number) {
  const panel = panels.get(name);
  if (!panel) return;
  panel.newest = number;
  panel.element.classList.toggle("is-off", !number);
  if (!number) panel.shown = "";
  load(name, panel);
}

async function load(name, panel) {
  const wanted = String(panel.newest);
  if (panel.loading || !panel.newest || wanted === panel.shown) return;
  panel.loading = true;
  const next = new Image();
  next.src = `frame/${name}.jpg?w=1280&n=${wanted}`;
  try {
    await next.decode();
    panel.image.src = next.src;
    if (name === device) picture.src = next.src;
  } catch {
    // it was gone already; the next one comes
  }
  panel.shown = wanted;
  panel.loading = false;
  load(name, panel);
}

function stepUp(name, { element, image }) {
  device = name;
  title.textContent = element.getAttribute("aria-label");
  picture.src = image.src;
  close.showModal();
}

/** Lets people step up to the screens and touch them; `touched` hears of it. */
export function listen(touched) {
  for (const [name, panel] of panels) panel.element.addEventListener("click", () => stepUp(name, panel));
  close.addEventListener("close", () => (device = ""));
  close.addEventListener("click", (event) => event.target === close && close.close());
  glass.addEventListener("click", (event) => {
    if (!event.detail) return; // a key on it has no place; the buttons beside the screen are for keys
    const { left, top, width, height } = picture.getBoundingClientRect();
    const at = [(event.clientX - left) / width, (event.clientY - top) / height];
    act("touch", device, at.map((part) => part.toFixed(4)).join(","));
    touched();
  });
}
