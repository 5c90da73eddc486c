// Keeps a visitor's turn up to date: asks now and then, at the pace that the server sets, while it is looked at.
"use strict";

const turn = document.getElementById("turn");
const signal = document.getElementById("signal");
const RETRY_S = 10;

let tag = "";
let timer = 0;
let stage = turn.firstElementChild.className;

function later(seconds) {
  clearTimeout(timer);
  if (seconds <= 0) return;
  const spread = 0.8 + Math.random() * 0.4; // a full hall must not ask in step
  timer = setTimeout(ask, seconds * spread * 1000);
}

async function ask() {
  if (document.hidden) return; // asked again when it is looked at
  try {
    const answer = await fetch(turn.dataset.now, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
    if (answer.status === 404) {
      location.reload();
      return;
    }
    if (!answer.ok && answer.status !== 304) throw new Error(answer.statusText);
    tag = answer.headers.get("ETag") ?? tag;
    if (answer.status === 200) turn.innerHTML = await answer.text();
    if (stage !== turn.firstElementChild.className) {
      stage = turn.firstElementChild.className;
      navigator.vibrate?.([300, 150, 300]);
    }
    signal.textContent = signal.dataset.live;
    later(Number(answer.headers.get("X-Again-In")));
  } catch {
    signal.textContent = signal.dataset.stale;
    later(RETRY_S);
  }
}

document.addEventListener("visibilitychange", () => !document.hidden && Number(turn.dataset.again) && ask());
later(Number(turn.dataset.again));
