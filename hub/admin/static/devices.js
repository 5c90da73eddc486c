// Keeps the list of devices live: when the hub says that one has changed, the list is asked for again.
import { element, listen, put, replace, runTimes, setTime } from "./live.js";

const page = document.getElementById("main");
const signal = document.getElementById("signal");
let asking = false;
let again = false;

setTime(Number(page.dataset.at), Number(page.dataset.rate));

function show(state) {
  if (signal.dataset.state === state) return;
  signal.dataset.state = state;
  put(signal.querySelector(".words"), signal.dataset[state]);
}

async function renew() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const answer = await fetch(page.dataset.list, { cache: "no-store", redirect: "manual" });
    if (answer.ok) {
      const fresh = element(await answer.text());
      setTime(Number(fresh.dataset.at));
      replace(document.getElementById("boxes"), fresh);
      runTimes();
    }
  } catch {
    // The hub is away; the stream tells when it is back.
  }
  asking = false;
  if (again) {
    again = false;
    renew();
  }
}

listen(() => page.dataset.live, show, renew);
setInterval(runTimes, 1000);
