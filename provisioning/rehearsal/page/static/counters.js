// Counters: the number that each is busy with.

const ENDS = new Set(["finished", "no_show"]);
const plates = new Map(
  [...document.querySelectorAll("[data-counter]")].map((element) => [Number(element.dataset.counter), element.querySelector("output")]),
);

function show(plate, label) {
  plate.textContent = label || "–";
  plate.classList.toggle("dim", !label);
}

/** What the little display of a pad shows. */
export function text({ d, lines }) {
  const line = document.querySelector(`.counter[data-device="${d}"] [data-line]`);
  if (line) line.textContent = lines.join("\n");
}

/** What became of a ticket. */
export function turn({ label, became, counter }) {
  const plate = plates.get(counter);
  if (!plate) return;
  if (!ENDS.has(became)) show(plate, label);
  else if (plate.textContent === label) show(plate, "");
}

/** Everything, oldest first. */
export function begin(turns) {
  for (const plate of plates.values()) show(plate, "");
  for (const one of turns) turn(one);
}
