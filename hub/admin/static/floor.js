// Keeps the floor live. The server paints; this puts pieces in place, lets the times run, and tells who has seen an alert.
import { clockText, element, listen, put, replace, runTimes, setTime } from "./live.js";

let head = document.querySelector(".head");
let loading = false;
setTime(Number(head.dataset.at), Number(head.dataset.rate));

function run() {
  runTimes();
  put(document.getElementById("clock"), clockText(Number(head.dataset.offset)));
}

function show(state) {
  const signal = document.getElementById("signal");
  if (signal.dataset.state === state) return;
  signal.dataset.state = state;
  put(signal.querySelector(".words"), signal.dataset[state]);
  document.body.classList.toggle("is-stale", state !== "live");
}

function arrange(list, ids, fresh) {
  const wanted = ids.map((id) => document.getElementById(id) ?? fresh.get(id));
  for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    if (child && list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
  });
}

// There may be other counters or zones now: the page is asked for once more, and takes the place of itself.
async function layOut() {
  if (loading) return;
  loading = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) {
      location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    replace(document.querySelector("main"), document.adoptNode(page.querySelector("main")));
    head = document.querySelector(".head");
    document.title = page.title;
    run();
    show("live");
  } catch {
    // The next message asks again.
  } finally {
    loading = false;
  }
}

function take(message) {
  setTime(message.at);
  if (message.layout !== Number(head.dataset.layout)) {
    layOut().then(reconnect); // and everything is sent once more
    return;
  }
  const fresh = new Map();
  for (const [id, html] of Object.entries(message.pieces)) {
    const piece = element(html);
    const old = document.getElementById(id);
    if (old) replace(old, piece);
    else fresh.set(id, piece);
  }
  arrange(document.getElementById("lines"), message.lines, fresh);
  run();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-see]");
  if (!button || button === head) return;
  button.disabled = true;
  const key = document.querySelector('meta[name="form-key"]').content;
  try {
    const body = new URLSearchParams({ key: button.dataset.see });
    const answer = await fetch(head.dataset.see, { method: "POST", headers: { "X-Form-Key": key, Accept: "application/json" }, body });
    if (answer.status === 401) location.reload();
  } catch {
    // The alert is still there, and so is its button.
  }
  button.disabled = false;
});

setInterval(run, 1000);
const reconnect = listen(() => head.dataset.live, show, take);
