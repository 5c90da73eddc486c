// Processes, cables and faults: the switches show what is, not what was clicked.

import { say, words } from "./words.js";

const all = (selector) => [...document.querySelectorAll(selector)];

function press(button, on) {
  button?.setAttribute("aria-pressed", String(Boolean(on)));
}

/** Which processes run, and how often they were started. */
export function process(name, { pid, starts }) {
  const row = document.querySelector(`[data-process="${name}"]`);
  const down = pid === null;
  const told = row.querySelector(".pid");
  told.textContent = down ? words.down : starts > 1 ? say("restarts", starts) : `pid ${pid}`;
  told.title = down ? "" : `pid ${pid}`;
  press(row.querySelector('[data-toggle="power"]'), down);
  for (const element of [row, ...all(`.kiosk[data-device="${name}"], .counter[data-device="${name}"]`)]) {
    element.classList.toggle("is-up", !down);
    element.classList.toggle("is-down", down);
  }
}

/** The faults of a box, and its cable. */
export function box(name, faults) {
  const row = document.querySelector(`[data-process="${name}"]`);
  press(row?.querySelector('[data-toggle="cable"]'), faults.cut);
  row?.classList.toggle("is-cut", faults.cut);
  const kiosk = document.querySelector(`.kiosk[data-device="${name}"]`);
  if (!kiosk) return;
  kiosk.classList.toggle("printing", Boolean(faults.printing));
  for (const reader of kiosk.querySelectorAll(".reader")) reader.classList.toggle("out", faults.reader_unplugged);
  for (const button of kiosk.querySelectorAll("[data-fault]")) press(button, faults[button.dataset.fault]);
}
