// The display: its newest frame, as soon as there is one.

const tv = document.getElementById("tv");
const frame = document.getElementById("frame");
const dark = document.getElementById("dark");
const newest = {}; // device -> number of its newest frame, 0 before the first
let loading = false;
let shown = "";

/** The display that is watched. */
export const channel = () => tv.dataset.display;

function width() {
  const wanted = frame.clientWidth * devicePixelRatio;
  return [960, 1280].find((width) => width >= wanted) ?? 1920;
}

async function load() {
  const device = channel();
  const number = newest[device] ?? 0;
  dark.hidden = number > 0;
  tv.classList.toggle("is-off", !number);
  const wanted = `${device} ${number}`;
  if (loading || !number || wanted === shown) return;
  loading = true;
  const next = new Image();
  next.src = `frame/${device}.jpg?w=${width()}&n=${number}`;
  try {
    await next.decode();
    frame.src = next.src;
    shown = wanted;
    frame.dataset.frame = number;
  } catch {
    shown = wanted; // it was gone already; the next one comes
  }
  loading = false;
  load();
}

/** A display drew a frame; 0: it shows nothing. */
export function drew(device, number) {
  newest[device] = number;
  if (!number) shown = ""; // a display that starts anew counts its frames from the start
  if (device === channel()) load();
}

/** Lets one display after the other be watched; `changed` hears of it. */
export function listen(changed) {
  for (const button of document.querySelectorAll("[data-channel]")) {
    button.addEventListener("click", () => {
      tv.dataset.display = button.dataset.channel;
      for (const other of document.querySelectorAll("[data-channel]"))
        other.setAttribute("aria-pressed", String(other === button));
      load();
      changed();
    });
  }
}

/** Where the full-size picture is. */
export const fullSize = () => `frame/${channel()}.jpg?w=1920&n=${newest[channel()] ?? 0}`;
