// Keeps the displays' pictures fresh while somebody looks at the page; asking for the list asks them for pictures.
import { element, replace } from "./live.js";

const EVERY_MS = 2000;
const FIRST_MS = 900; // so long a display needs to send what it shows
const page = document.getElementById("main");

// A picture that is the same stays where it is, or it would flicker.
function keep(old, fresh) {
  for (const image of fresh.querySelectorAll("img")) {
    const same = [...old.querySelectorAll("img")].find((before) => before.src === image.src);
    if (same) image.replaceWith(same);
  }
}

async function renew() {
  if (!document.hidden) {
    try {
      const answer = await fetch(page.dataset.list, { cache: "no-store", redirect: "manual" });
      if (answer.ok) {
        const fresh = element(await answer.text());
        const old = document.getElementById("screens");
        keep(old, fresh);
        replace(old, fresh);
      }
    } catch {
      // The hub is away; the next time may find it.
    }
  }
  setTimeout(renew, EVERY_MS);
}

setTimeout(renew, FIRST_MS);
