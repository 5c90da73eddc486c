// What happens, the newest on top; and the mall's clock, by which it is told.

const KEPT = 120;
const list = document.getElementById("story");
const empty = document.getElementById("story-empty");
const clock = document.getElementById("clock");
const date = document.getElementById("date");
const timeZone = document.body.dataset.zone;
const lang = document.documentElement.lang;
const parts = new Intl.DateTimeFormat("id", { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const days = new Intl.DateTimeFormat(lang === "id" ? "id" : "en-GB", { timeZone, weekday: "long", day: "numeric", month: "long", year: "numeric" });
const ZONES = { "Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };
const BAD = /^(down|cut|torn|failed|pressed_dark|no_show|bound_offline|scanned_nothing)$|_made$/;
const GOOD = /^(up|joined|merged)$|_mended$/;
let start = 0;
let since = performance.now();
let rate = 1;
let last = 0;

const time = (at) => parts.format(at * 1000).replaceAll(":", ".");

function tick() {
  const now = start + ((performance.now() - since) / 1000) * rate;
  clock.textContent = time(now);
  date.textContent = `${days.format(now * 1000)} ${ZONES[timeZone] ?? ""}`;
}

/** One line more. */
export function tell({ n, at, key, label, text }, fresh = true) {
  if (n <= last) return;
  last = n;
  const item = document.createElement("li");
  const when = document.createElement("time");
  when.textContent = time(at);
  const what = document.createElement("span");
  if (label) {
    const badge = document.createElement("b");
    badge.className = "badge";
    badge.textContent = label;
    what.append(badge);
  }
  // A uid stays in one piece: it is what one looks for in the logs.
  for (const piece of text.split(/([\w-]+\.\d+\.\d+)/)) {
    if (!/\.\d+\.\d+$/.test(piece)) what.append(piece);
    else what.append(Object.assign(document.createElement("code"), { textContent: piece }));
  }
  what.className = BAD.test(key) ? "bad" : GOOD.test(key) ? "good" : key === "heard" ? "voiced" : "";
  item.classList.toggle("new", fresh);
  item.append(when, what);
  list.prepend(item);
  while (list.children.length > KEPT) list.lastElementChild.remove();
  empty.hidden = true;
}

/** Everything up to now. */
export function begin(all) {
  [start, since, rate, last] = [all.now, performance.now(), all.rate, 0];
  list.replaceChildren();
  empty.hidden = false;
  for (const line of all.story) tell(line, false);
  tick();
}

setInterval(tick, 250);
