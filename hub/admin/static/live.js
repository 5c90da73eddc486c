// What live pages share: the mall's time, running times, the stream with its watchdog, and putting pieces in place.

const [SECOND, MINUTE, HOUR] = document.documentElement.dataset.units.split(" ");
const english = document.documentElement.lang === "en";
const SILENCE_MS = 2500; // the server speaks every second
const SOONEST_MS = 250;
const LATEST_MS = 1000;
const REFUSED_MS = 1000; // and twice as long each time
const MOST_REFUSED_MS = 8000;

let rate = 1;
let mall = 0; // the mall's time at `heard`
let heard = 0;

export function setTime(at, pace = rate) {
  rate = pace;
  mall = at;
  heard = performance.now();
}

export function now() {
  return mall + ((performance.now() - heard) / 1000) * rate;
}

// As `Words.lasting` writes it.
export function lasting(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} ${SECOND}`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} ${MINUTE}`;
  return `${Math.floor(minutes / 60)} ${HOUR} ${String(minutes % 60).padStart(2, "0")}`;
}

export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function runTimes() {
  const at = now();
  for (const element of document.querySelectorAll(".run")) put(element, lasting(at - Number(element.dataset.since)));
}

export function clockText(offset) {
  const minutes = Math.floor(now() / 60) + offset * 60;
  const two = (value) => String(value).padStart(2, "0");
  return two(Math.floor(minutes / 60) % 24) + (english ? ":" : ".") + two(minutes % 60);
}

export function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

// A piece takes the place of the one before, and keeps what the reader did to it: what is open, where the focus is.
export function replace(old, fresh) {
  for (const details of fresh.querySelectorAll("details")) {
    const before = old.querySelector(`details[data-key="${details.dataset.key}"]`);
    if (before) details.open = before.open;
  }
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const path = active === old ? -1 : active && [...old.querySelectorAll("a, button, summary")].indexOf(active);
  const scrolled = old.scrollTop;
  old.replaceWith(fresh);
  fresh.scrollTop = scrolled;
  if (path === -1) fresh.focus({ preventScroll: true });
  else if (active) (fresh.querySelectorAll("a, button, summary")[path] ?? fresh).focus({ preventScroll: true });
}

// Listens to a stream for as long as the page is there. `show` hears "live", "stale" or "full"; `take` each message.
export function listen(url, show, take, others = {}) {
  let source = null;
  let spoke = 0;
  let timer = 0;
  let refusals = 0;

  function connect() {
    clearTimeout(timer);
    source?.close();
    spoke = performance.now();
    source = new EventSource(url());
    source.onmessage = (event) => {
      spoke = performance.now();
      refusals = 0;
      take(JSON.parse(event.data));
      show("live");
    };
    source.addEventListener("beat", () => {
      spoke = performance.now();
      show("live");
    });
    for (const [name, hear] of Object.entries(others)) source.addEventListener(name, hear);
    source.onerror = () => {
      const refused = source.readyState === EventSource.CLOSED; // it answered, but not with a stream
      source.close();
      show(refused ? "full" : "stale");
      if (refused) window.stillHere?.(); // perhaps nobody is signed in any more
      // A mall full of pages must not come back in step.
      const pause = Math.min(REFUSED_MS * 2 ** refusals, MOST_REFUSED_MS);
      if (refused) refusals += 1;
      later(refused ? pause : SOONEST_MS + Math.random() * (LATEST_MS - SOONEST_MS));
    };
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(connect, pause);
  }

  setInterval(() => {
    if (source?.readyState === EventSource.OPEN && performance.now() - spoke > SILENCE_MS) {
      show("stale");
      connect();
    } else if (source?.readyState === EventSource.CONNECTING && performance.now() - spoke > 2 * SILENCE_MS) {
      connect(); // an attempt that nobody answers
    }
  }, 500);
  // A page that was hidden has slept; it looks at once when it is looked at.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && (source?.readyState !== EventSource.OPEN || performance.now() - spoke > SILENCE_MS)) connect();
  });
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  connect();
  return connect;
}
