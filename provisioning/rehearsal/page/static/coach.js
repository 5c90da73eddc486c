// What a newcomer may try next. It never gets in the way; who knows the mall goes on as they like.

import { words } from "./words.js";

const STEPS = ["press", "paper", "sound", "call", "finish", "trouble", "mend"];
const line = document.getElementById("coach");
const text = document.getElementById("coach-text");
const dots = document.getElementById("coach-dots");
const done = new Set(JSON.parse(sessionStorage.getItem("tried") ?? "[]"));

function show() {
  const next = STEPS.find((step) => !done.has(step)) ?? "done";
  dots.replaceChildren(
    ...STEPS.map((step) => {
      const dot = document.createElement("i");
      dot.className = done.has(step) ? "done" : step === next ? "now" : "";
      return dot;
    }),
  );
  if (text.textContent === words[`try_${next}`]) return;
  text.textContent = words[`try_${next}`];
  line.classList.remove("step");
  requestAnimationFrame(() => line.classList.add("step"));
}

/** Somebody did one of the steps. */
export function did(step) {
  if (done.has(step)) return;
  done.add(step);
  sessionStorage.setItem("tried", JSON.stringify([...done]));
  show();
}

show();
