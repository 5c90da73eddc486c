// An officer's console: keys and buttons become commands, and whatever happens at the counter is shown.
//
// A command is sent until it is answered, with the standing of the counter that the officer had seen: the hub does it
// once, or says that the counter has changed since.
import { element, listen, put, replace, runTimes, setTime } from "./live.js";

const desk = document.getElementById("main");
const told = document.getElementById("told");
const signal = document.getElementById("signal");
const key = document.querySelector('meta[name="form-key"]').content;
const dialogs = Object.fromEntries([...document.querySelectorAll("dialog")].map((dialog) => [dialog.id, dialog]));
const PATIENCE_MS = 4000;
const QUICK_MS = 1500; // nobody sends a visitor away whom they have called just now
const ACTIVE_MS = 5 * 60 * 1000;
const ARMED_MS = 6000;
const HASTE_MS = 1500;

let number = Number(desk.dataset.number);
let boot = Number(desk.dataset.boot);
let shown = {};
let busy = false;
let asked = ""; // the standing of the counter for which the key before was meant
let pressed = null; // what was pressed while the answer to that key was on its way
let called = -QUICK_MS;
let chosen = null; // the row whose dialog is open, or the ticket that is to be transferred
let armed = 0;
let reported = performance.now();
setTime(Number(desk.dataset.at), Number(desk.dataset.rate));

const state = () => document.getElementById("now").dataset;
const can = (action) => state().can.split(" ").includes(action);

// --- what the hub says ------------------------------------------------------------------------------------------

function take(message) {
  if (message.boot < boot || (message.boot === boot && message.number < number)) return; // overtaken on its way
  ({ boot, number } = message);
  setTime(message.at);
  const before = state().standing;
  for (const [id, html] of Object.entries(message.pieces)) {
    if (shown[id] === html) continue;
    shown[id] = html;
    replace(document.getElementById(id), element(html));
  }
  desk.dataset.state = state().state;
  if (state().standing !== before && state().state === "called") called = performance.now();
  enable();
  runTimes();
}

function enable() {
  // Not `disabled`, which would take the focus from whoever has just pressed it.
  for (const button of document.querySelectorAll("[data-act]")) button.setAttribute("aria-disabled", String(!can(button.dataset.act)));
}

function show(how) {
  const word = how === "full" ? "stale" : how;
  if (signal.dataset.state === word) return;
  signal.dataset.state = word;
  put(signal.querySelector(".words"), signal.dataset[word]);
}

function tell(text, kind = "") {
  put(told, text);
  told.dataset.kind = text ? kind : "";
}

// --- what the officer says --------------------------------------------------------------------------------------

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Gives the answer, however long the hub is away; `null` if it will never be one.
async function send(url, body) {
  for (let again = false; ; again = true) {
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Form-Key": key, Accept: "application/json" },
        body: JSON.stringify(again ? { ...body, ...("seen" in body && { again }) } : body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.status === 401) {
        location.reload();
        return null;
      }
      if (answer.ok) return await answer.json();
      if (answer.status < 500) {
        tell(await answer.text(), "no");
        return null;
      }
    } catch {
      // Nobody answers.
    }
    tell(desk.dataset.asking, "asking");
    await pause(250 + Math.random() * 350);
  }
}

async function order(action, more = {}) {
  if (busy) {
    pressed = { again: () => order(action, more), at: performance.now() };
    return;
  }
  if (action === "call_next" && state().state === "called" && performance.now() - called < QUICK_MS) {
    tell(desk.dataset.quick);
    return;
  }
  disarm();
  busy = true;
  asked = state().standing;
  tell("");
  const answer = await send(desk.dataset.do, { action, seen: state().standing, ...more });
  busy = false;
  if (answer) {
    reported = performance.now();
    take(answer);
    tell(answer.text, answer.calm ? "calm" : "no");
  }
  const next = pressed;
  pressed = null;
  if (next && answer?.done && performance.now() - next.at < HASTE_MS) next.again();
}

async function attend(how) {
  const answer = await send(desk.dataset.attend, { how });
  if (!answer) return;
  const before = desk.dataset.works;
  desk.dataset.works = answer.works ? "yes" : "";
  if (how === "sign_out") tell(desk.dataset.left, "calm");
  else if (how === "sign_in") tell("");
  if (before !== desk.dataset.works) reconnect(); // now its stream is evidence, or is none any more
}

function report() {
  if (!desk.dataset.works || performance.now() - reported < ACTIVE_MS) return;
  reported = performance.now();
  attend("activity");
}

// --- dialogs ----------------------------------------------------------------------------------------------------

function open(name) {
  disarm();
  const dialog = dialogs[name];
  if (!dialog.open) dialog.showModal();
}

function chooseRow(button) {
  if (!button) return;
  chosen = { ...button.dataset, uid: button.dataset.row };
  put(dialogs.row.querySelector(".sheet-label"), chosen.label);
  put(dialogs.row.querySelector(".sheet-name"), chosen.name);
  dialogs.row.querySelector('[data-row-act="call"]').disabled = "blocked" in button.dataset;
  open("row");
}

function openTransfer(ticket) {
  chosen = ticket;
  const title = document.getElementById("transfer-title");
  put(title, title.dataset.text.replace("{}", ticket.label));
  const search = document.getElementById("transfer-search");
  search.value = "";
  filter();
  open("transfer");
  dialogs.transfer.querySelector("li:not([hidden]) button")?.focus();
}

function filter() {
  const words = document.getElementById("transfer-search").value.toLowerCase().split(/\s+/).filter(Boolean);
  let place = 0;
  for (const item of dialogs.transfer.querySelectorAll("li")) {
    const { find, near, serves } = item.dataset;
    const fits = serves === undefined ? item.querySelector("button").dataset.service !== chosen.service : serves.split(" ").includes(chosen.service);
    item.hidden = !fits || (words.length ? !words.every((word) => find.includes(word)) : near === undefined);
    if (item.hidden) continue;
    place += 1;
    put(item.querySelector("kbd"), place < 10 ? String(place) : "");
  }
}

function transfer(button) {
  const { service, to } = button.dataset;
  dialogs.transfer.close();
  const other = chosen.uid === state().uid ? {} : { uid: chosen.uid };
  order("transfer", to ? { service: chosen.service, to, ...other } : { service, ...other });
}

function openCancel() {
  const title = document.getElementById("cancel-title");
  put(title, title.dataset.text.replace("{}", state().label));
  document.getElementById("cancel-reason").value = "";
  chosen = { uid: state().uid };
  open("cancel");
}

dialogs.cancel.addEventListener("close", () => {
  if (dialogs.cancel.returnValue === "yes") order("cancel", { uid: chosen.uid, reason: document.getElementById("cancel-reason").value });
  dialogs.cancel.returnValue = "";
});

dialogs.find.addEventListener("close", () => {
  const field = document.getElementById("find-number");
  if (dialogs.find.returnValue === "yes" && field.value.trim()) order("call", { number: field.value });
  dialogs.find.returnValue = "";
  field.value = "";
});

document.getElementById("transfer-search").addEventListener("input", filter);

// --- keys -------------------------------------------------------------------------------------------------------

function arm() {
  const list = document.getElementById("aside");
  if (!list.querySelector("[data-aside]")) return;
  clearTimeout(armed);
  armed = setTimeout(disarm, ARMED_MS);
  desk.classList.add("is-armed");
  tell(desk.dataset.armed);
}

function disarm() {
  if (!armed) return;
  clearTimeout(armed);
  armed = 0;
  desk.classList.remove("is-armed");
  tell("");
}

function act(action) {
  if (busy && state().standing === asked) { // once it is seen what the key before did, its answer may take its time
    pressed = { again: () => act(action), at: performance.now() };
    return;
  }
  if (!can(action)) return;
  if (action === "transfer") openTransfer({ uid: state().uid, label: state().label, service: state().service });
  else if (action === "cancel") openCancel();
  else order(action);
}

function rowAct(button) {
  const { rowAct: what, group } = button.dataset;
  if (button.disabled) return;
  dialogs.row.close();
  if (what === "transfer") openTransfer(chosen);
  else if (what === "call") order("call", { uid: chosen.uid });
  else order("prioritise", { uid: chosen.uid, group });
}

const digit = (event) => (/^(Digit|Numpad)[0-9]$/.test(event.code) ? Number(event.code.at(-1)) : NaN);

function inDialog(event, dialog, letter) {
  if (dialog === dialogs.row) {
    const wanted = Number.isNaN(digit(event)) ? letter : String(digit(event));
    const button = dialog.querySelector(`[data-key="${CSS.escape(wanted)}"]`);
    if (button) rowAct(button);
    return Boolean(button);
  }
  if (dialog !== dialogs.transfer) return false;
  const place = digit(event);
  if (place) {
    const button = [...dialog.querySelectorAll("li:not([hidden]) button")][place - 1];
    if (button) transfer(button);
    return true;
  }
  if (/^[\p{L}]$/u.test(event.key)) document.getElementById("transfer-search").focus(); // the letter goes there
  return false;
}

function atDesk(event, letter) {
  const place = digit(event);
  if (armed && place) {
    const rows = document.querySelectorAll("#aside li");
    rows[place - 1]?.querySelectorAll("[data-aside]")[event.shiftKey ? 1 : 0]?.click();
    return true;
  }
  if (place && !event.shiftKey) {
    chooseRow(document.querySelectorAll("[data-row]")[place - 1]);
    return true;
  }
  if (event.key === "Escape") disarm();
  else if (event.key === "?") open("keys");
  else if (letter === "C") open("find");
  else if (letter === "K") arm();
  else if (letter === "H") attend(desk.dataset.works ? "sign_out" : "sign_in");
  else {
    const button = document.querySelector(`[data-act][data-key="${CSS.escape(letter)}"]`);
    if (!button) return false;
    act(button.dataset.act);
  }
  return true;
}

const keysOn = document.getElementById("keys-on");
keysOn.checked = localStorage.getItem("console-keys") !== "off";
keysOn.addEventListener("change", () => {
  localStorage.setItem("console-keys", keysOn.checked ? "on" : "off");
  document.body.classList.toggle("no-keys", !keysOn.checked);
});
document.body.classList.toggle("no-keys", !keysOn.checked);

// A dialog that was closed keeps the focus until the next frame.
const types = (target) => target.matches("input, textarea, select") && !target.closest("dialog:not([open])");

document.addEventListener("keydown", (event) => {
  report();
  if (!keysOn.checked || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (types(event.target)) return;
  const letter = event.key.toUpperCase();
  const dialog = document.querySelector("dialog[open]");
  if (dialog ? inDialog(event, dialog, letter) : atDesk(event, letter)) event.preventDefault();
});

// --- pointers ---------------------------------------------------------------------------------------------------

document.addEventListener("pointermove", report, { passive: true });
document.addEventListener("click", (event) => {
  report();
  const button = event.target.closest("button");
  if (!button || button.disabled) return;
  const { act: action, row, aside, rowAct: what, attend: how, open: name } = button.dataset;
  if (action) act(action);
  else if (row) chooseRow(button);
  else if (aside) order(aside, { uid: button.dataset.uid });
  else if (what) rowAct(button);
  else if (how) attend(how);
  else if (name) open(name);
  else if (button.classList.contains("target")) transfer(button);
});

setInterval(runTimes, 1000);
const reconnect = listen(() => desk.dataset.live, show, take, { gone: () => location.reload() });
