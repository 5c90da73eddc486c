// The one way to do something to the mall, and the clicks that ask for it.

/** Does `act` to a device; true if it had an effect. */
export async function act(name, device = "", what = "") {
  try {
    const answer = await fetch("do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ act: name, device, what }),
    });
    return answer.ok && (await answer.json()).done;
  } catch {
    return false; // the news say when the rehearsal has gone
  }
}

const TOGGLES = { cable: ["cut", "join"], power: ["stop", "start"] };

/** Lets every button of the page do what it says; `done(act, what)` hears of each. */
export function listen(done) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act], [data-fault], [data-toggle]");
    const device = button?.closest("[data-device]")?.dataset.device;
    if (!device) return;
    const pressed = button.getAttribute("aria-pressed") === "true";
    const { fault, toggle } = button.dataset;
    const order = fault
      ? [pressed ? "mend" : "break", fault]
      : toggle
        ? [TOGGLES[toggle][Number(pressed)], ""]
        : [button.dataset.act, button.dataset.what ?? ""];
    act(order[0], device, order[1]);
    done(...order);
    feel(button);
  });
}

/** A finger stays on a button for a moment, also one that came by keyboard. */
function feel(button) {
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 140);
}
