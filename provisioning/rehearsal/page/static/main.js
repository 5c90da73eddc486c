// The page's news: one stream brings everything that happens, and each piece of the hall shows its own.

import * as coach from "./coach.js";
import * as counters from "./counters.js";
import * as hands from "./hands.js";
import { light, lightAll } from "./lamps.js";
import * as machines from "./machines.js";
import * as panels from "./panels.js";
import * as papers from "./papers.js";
import * as screen from "./screen.js";
import * as story from "./story.js";
import * as voice from "./voice.js";
import { say } from "./words.js";

const tv = document.getElementById("tv");
const subtitle = document.getElementById("subtitle");
const visitors = document.getElementById("visitors");
const lost = document.getElementById("lost");

function speak(text, speaking) {
  subtitle.textContent = text;
  tv.classList.toggle("speaking", speaking);
  subtitle.classList.remove("new");
  requestAnimationFrame(() => subtitle.classList.add("new"));
}

/** A display or a kiosk's panel drew a frame; 0: it shows nothing. */
function drew(device, number) {
  screen.drew(device, number);
  panels.drew(device, number);
}

function everything(all) {
  const { ready } = document.body.dataset;
  if (ready && ready !== all.run) return location.reload(); // another rehearsal, perhaps of another mall
  lightAll(all.lamps);
  for (const [name, faults] of Object.entries(all.boxes)) machines.box(name, faults);
  for (const [name, state] of Object.entries(all.processes)) machines.process(name, state);
  for (const [name, number] of Object.entries(all.frames)) drew(name, number);
  for (const [d, lines] of Object.entries(all.texts)) counters.text({ d, lines });
  papers.begin(all);
  counters.begin(all.turns);
  story.begin(all);
  visitors.setAttribute("aria-checked", String(all.visitors));
  document.body.dataset.ready = all.run;
}

const NEWS = {
  all: everything,
  lamp: ({ d, p, v }) => light(d, p, v),
  box: ({ d, ...faults }) => machines.box(d, faults),
  process: ({ d, ...state }) => {
    machines.process(d, state);
    if (state.pid === null) drew(d, 0);
  },
  frame: ({ d, n }) => drew(d, n),
  text: counters.text,
  paper: papers.comeOut,
  turn: (turn) => {
    papers.turn(turn);
    counters.turn(turn);
    if (turn.became === "finished") coach.did("finish");
  },
  shown: ({ d, label, counter }) => d === screen.channel() && speak(say("speaking", label, counter), true),
  heard: ({ d, text }) => d === screen.channel() && text && speak(text, false),
  story: (line) => story.tell(line),
  visitors: ({ on }) => visitors.setAttribute("aria-checked", String(on)),
};

const news = new EventSource("events");
news.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  NEWS[event.t]?.(event);
};
news.onopen = () => gone(false);
news.onerror = () => gone(true);
// A stream that is refused is not tried again by itself.
setInterval(() => news.readyState === EventSource.CLOSED && location.reload(), 5000);

function gone(is) {
  lost.hidden = !is;
  document.body.classList.toggle("is-lost", is);
}

const TRIED = { stop: "trouble", crash: "trouble", break: "trouble", cut: "trouble", start: "mend", mend: "mend", join: "mend" };
hands.listen((act, what) => {
  const pad = ["call_next", "recall", "serve", "finish", "no_show"].includes(what);
  const step = act === "press" ? (pad ? what === "call_next" && "call" : "press") : TRIED[act];
  if (step) coach.did(step);
});
screen.listen(voice.retune);
panels.listen(() => coach.did("press"));
voice.listen(() => coach.did("sound"));
visitors.addEventListener("click", () => hands.act("visitors", "", visitors.getAttribute("aria-checked") === "true" ? "off" : "on"));
document.getElementById("glass").addEventListener("click", (event) => papers.lookAtScreen(event.currentTarget.getAttribute("aria-label")));
document.addEventListener("click", (event) => event.target.closest(".sheet") && coach.did("paper"));
