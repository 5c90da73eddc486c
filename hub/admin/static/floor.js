// Keeps the floor live. The server paints; this only puts pieces in place and lets the times run.
"use strict";

const head = document.querySelector(".head");
const signal = document.getElementById("signal");
const clock = document.getElementById("clock");
const english = document.documentElement.lang === "en";
const [SECOND, MINUTE, HOUR] = document.documentElement.dataset.units.split(" ");
const SILENCE_MS = 12000; // the server speaks at least every five seconds
const FULL_MS = 10000;

const rate = Number(head.dataset.rate);
let mall = Number(head.dataset.at); // the mall's time at `heard`
let heard = performance.now();

function now() {
  return mall + ((performance.now() - heard) / 1000) * rate;
}

// As `Words.lasting` writes it.
function lasting(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} ${SECOND}`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} ${MINUTE}`;
  return `${Math.floor(minutes / 60)} ${HOUR} ${String(minutes % 60).padStart(2, "0")}`;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function run() {
  const at = now();
  for (const element of document.querySelectorAll(".run")) put(element, lasting(at - Number(element.dataset.since)));
  const minutes = Math.floor(at / 60) + Number(head.dataset.offset) * 60;
  const two = (value) => String(value).padStart(2, "0");
  put(clock, two(Math.floor(minutes / 60) % 24) + (english ? ":" : ".") + two(minutes % 60));
}

function show(state) {
  if (signal.dataset.state === state) return;
  signal.dataset.state = state;
  put(signal.querySelector(".words"), signal.dataset[state]);
  document.body.classList.toggle("is-stale", state !== "live");
}

// A piece takes the place of the one before, and keeps what the reader did to it: what is open, where the focus is.
function replace(old, fresh) {
  for (const details of fresh.querySelectorAll("details")) {
    const before = old.querySelector(`details[data-key="${details.dataset.key}"]`);
    if (before) details.open = before.open;
  }
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const path = active === old ? -1 : active && [...old.querySelectorAll("a, summary")].indexOf(active);
  old.replaceWith(fresh);
  if (path === -1) fresh.focus({ preventScroll: true });
  else if (active) fresh.querySelectorAll("a, summary")[path]?.focus({ preventScroll: true });
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function arrange(list, ids, fresh) {
  const wanted = ids.map((id) => document.getElementById(id) ?? fresh.get(id));
  for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
  });
}

function take(message) {
  if (message.boot !== Number(head.dataset.boot)) {
    location.reload(); // the hub was started again, perhaps with other counters
    return;
  }
  mall = message.at;
  heard = performance.now();
  const fresh = new Map();
  for (const [id, html] of Object.entries(message.pieces)) {
    const piece = element(html);
    const old = document.getElementById(id);
    if (old) replace(old, piece);
    else fresh.set(id, piece);
  }
  arrange(document.getElementById("lines"), message.lines, fresh);
  run();
  show("live");
}

function listen() {
  const source = new EventSource(head.dataset.live);
  source.onmessage = (event) => take(JSON.parse(event.data));
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) {
      show("stale"); // it comes back by itself
      return;
    }
    window.stillHere(); // if not, this page goes to where one signs in
    show("full");
    setTimeout(listen, FULL_MS);
  };
  window.addEventListener("pagehide", () => source.close(), { once: true });
}

setInterval(() => {
  run();
  if (signal.dataset.state === "live" && performance.now() - heard > SILENCE_MS) show("stale");
}, 1000);
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
listen();
