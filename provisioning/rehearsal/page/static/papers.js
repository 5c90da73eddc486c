// Papers: they come out of a kiosk's slot, hang there until somebody takes them, and end on the table.

import { fullSize } from "./screen.js";
import { say, words } from "./words.js";

const HANGS_MS = 9000;
const LEAVES_MS = 7000;
const ON_TABLE = 9;
const ENDED = new Set(["finished", "no_show", "replaced"]);
const tray = document.getElementById("tray");
const empty = document.getElementById("tray-empty");
const closeup = document.getElementById("closeup");
const title = document.getElementById("closeup-title");
const picture = document.getElementById("closeup-picture");
const thrower = document.getElementById("throw");
const turns = new Map(); // label -> {became, counter}
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let run = "";
let seen = null; // the paper that is seen closely

function draw(paper) {
  const sheet = document.createElement("button");
  sheet.type = "button";
  sheet.className = paper.whole ? "sheet" : "sheet torn";
  sheet.dataset.paper = paper.id;
  sheet.dataset.label = paper.label;
  sheet.setAttribute("aria-label", paper.whole ? say("paper_of", paper.label) : `${words.torn_paper} ${paper.label}`);
  const image = new Image();
  image.src = `paper/${run}/${paper.id}.png`;
  image.alt = "";
  sheet.append(image);
  sheet.addEventListener("click", () => look(sheet, paper));
  return sheet;
}

function look(sheet, paper) {
  seen = { sheet, paper };
  title.textContent = sheet.getAttribute("aria-label");
  picture.src = sheet.firstElementChild.src;
  picture.alt = paper.text;
  thrower.hidden = false;
  closeup.showModal();
}

/** Show the display's picture closely. */
export function lookAtScreen(name) {
  seen = null;
  title.textContent = name;
  picture.src = fullSize();
  picture.alt = "";
  thrower.hidden = true;
  closeup.showModal();
}

function bay(device) {
  return document.querySelector(`.kiosk[data-device="${device}"] .bay`);
}

/** A paper comes out of its kiosk. */
export async function comeOut(paper) {
  const where = bay(paper.device);
  if (!where) return;
  const chute = where.querySelector(".chute");
  for (const before of chute.querySelectorAll(".sheet")) lay(before, paper.device);
  const sheet = draw(paper);
  await sheet.firstElementChild.decode().catch(() => {}); // slide out only what can be seen
  for (const before of chute.querySelectorAll(".sheet")) lay(before, paper.device);
  chute.append(sheet);
  setTimeout(() => sheet.parentElement === chute && seen?.sheet !== sheet && lay(sheet, paper.device), HANGS_MS);
}

/** Take a paper from where it is to the table. */
function lay(sheet, device) {
  if (sheet.closest("#tray")) return;
  const from = sheet.getBoundingClientRect();
  const item = document.createElement("li");
  item.className = bay(device)?.classList.contains("narrow") ? "is-58" : "";
  const ribbon = document.createElement("span");
  ribbon.className = "ribbon";
  item.append(sheet, ribbon);
  tray.prepend(item);
  while (tray.children.length > ON_TABLE) tray.lastElementChild.remove();
  empty.hidden = true;
  mark(item);
  const to = sheet.getBoundingClientRect();
  if (!calm.matches && from.width)
    sheet.animate(
      [{ transform: `translate(${from.x - to.x}px, ${from.y - to.y}px) scale(${from.width / to.width})` }, { transform: "none" }],
      { duration: 550, easing: "cubic-bezier(.3, .8, .3, 1)" },
    );
}

function mark(item) {
  const { became = "", counter = 0 } = turns.get(item.querySelector(".sheet").dataset.label) ?? {};
  for (const name of [...item.classList]) if (name.startsWith("became-")) item.classList.remove(name);
  if (became) item.classList.add(`became-${became}`);
  const ended = { finished: words.finish, no_show: words.no_show }[became];
  item.querySelector(".ribbon").textContent = ended ?? (counter ? `${words.counter} ${counter}` : "");
}

/** What became of a ticket. */
export function turn({ label, became, counter }) {
  turns.set(label, { became, counter });
  for (const item of tray.children) {
    if (item.querySelector(".sheet").dataset.label !== label) continue;
    mark(item);
    if (became === "called") tray.prepend(item); // so that nobody misses whose turn it is
    if (ENDED.has(became)) setTimeout(() => leave(item), LEAVES_MS);
  }
}

/** Its visitor goes home. */
function leave(item) {
  item.remove();
  empty.hidden = tray.children.length > 0;
}

/** All that lies about when the page opens. */
export function begin(all) {
  run = all.run;
  turns.clear();
  for (const one of all.turns) turns.set(one.label, one);
  for (const chute of document.querySelectorAll(".chute")) chute.replaceChildren();
  tray.replaceChildren();
  empty.hidden = false;
  for (const paper of all.papers) if (!ENDED.has(turns.get(paper.label)?.became)) lay(draw(paper), paper.device);
}

closeup.addEventListener("close", () => {
  if (seen) lay(seen.sheet, seen.sheet.closest(".kiosk")?.dataset.device);
  seen = null;
});
closeup.addEventListener("click", (event) => event.target === closeup && closeup.close());
thrower.addEventListener("click", () => {
  leave(seen.sheet.closest("li") ?? seen.sheet);
  seen = null;
  closeup.close();
});
