// Lamps: lit exactly when their pin is.

import { words } from "./words.js";

const SETTLED_MS = 700; // a blinking lamp is not read aloud at every change
const lamps = new Map(); // "device pin" -> elements
const settling = new Map(); // element -> [timer, changes]

for (const element of document.querySelectorAll("[data-pin]")) {
  const key = `${element.closest("[data-device]").dataset.device} ${element.dataset.pin}`;
  lamps.set(key, [...(lamps.get(key) ?? []), element]);
}

/** One pin changed. */
export function light(device, pin, level) {
  for (const element of lamps.get(`${device} ${pin}`) ?? []) {
    element.classList.toggle("lit", level);
    const [timer, changes] = settling.get(element) ?? [0, 0];
    if (changes > 2) describe(element, words.blinking);
    clearTimeout(timer);
    settling.set(element, [setTimeout(settle, SETTLED_MS, element), changes + 1]);
  }
}

function settle(element) {
  settling.delete(element);
  describe(element, isLit(element) ? words.lit : words.unlit);
}

/** For those who do not see it. */
function describe(element, state) {
  if (element.matches("button")) element.setAttribute("aria-description", state);
  else element.setAttribute("aria-label", `${element.textContent.trim()}: ${state}`);
}

/** Every pin, as at this moment: {device: {pin: level}}. */
export function lightAll(levels) {
  for (const key of lamps.keys()) {
    const [device, pin] = key.split(" ");
    light(device, pin, levels[device]?.[pin] ?? false);
  }
}

function isLit(element) {
  return element.classList.contains("lit");
}
