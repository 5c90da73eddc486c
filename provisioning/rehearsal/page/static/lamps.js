// Lamps: lit exactly when their pin is.

const lamps = new Map(); // "device pin" -> elements

for (const element of document.querySelectorAll("[data-pin]")) {
  const key = `${element.closest("[data-device]").dataset.device} ${element.dataset.pin}`;
  lamps.set(key, [...(lamps.get(key) ?? []), element]);
}

/** One pin changed. */
export function light(device, pin, level) {
  for (const element of lamps.get(`${device} ${pin}`) ?? []) element.classList.toggle("lit", level);
}

/** Every pin, as at this moment: {device: {pin: level}}. */
export function lightAll(levels) {
  for (const key of lamps.keys()) {
    const [device, pin] = key.split(" ");
    light(device, pin, levels[device]?.[pin] ?? false);
  }
}

/** Whether a device's lamp is lit. */
export function isLit(element) {
  return element.classList.contains("lit");
}
