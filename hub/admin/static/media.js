// A file goes to the hub in pieces, as soon as it is chosen; the form follows when the whole is there and was looked at.
const form = document.getElementById("clip");
const input = document.getElementById("f-file");
const field = document.getElementById("file");
const box = document.getElementById("upload");
const bar = box.querySelector("progress");
const text = document.getElementById("upload-text");
const place = document.getElementById("f-file-fault");
const key = form.elements.namedItem("upload");
const button = form.querySelector(".save-bar button");
const headers = { "X-Form-Key": document.querySelector('meta[name="form-key"]').content, Accept: "application/json" };
const AGAIN_MS = 3000;
form.dataset.kind ??= "unknown";
let turn = 0; // of the file that was chosen last; another one ends what is on the way
let wanted = false; // the form was sent while its file was still on the way

class Refused extends Error {}

function tell(words, percent) {
  box.hidden = false;
  bar.hidden = percent === null;
  if (percent !== null) bar.value = percent;
  text.textContent = words;
}

function fault(words) {
  field.classList.toggle("has-fault", Boolean(words));
  place.hidden = !words;
  place.setAttribute("role", "alert");
  place.querySelector("span").textContent = words;
  input.setAttribute("aria-describedby", words ? "f-file-fault f-file-hint" : "f-file-hint");
  if (words) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

async function ask(address, body, mine) {
  for (;;) {
    let answer = null;
    try {
      answer = await fetch(address, { method: "POST", headers, body });
    } catch {
      tell(form.dataset.waiting, bar.value); // the hub, or the way to it, is away
    }
    if (mine !== turn) return null;
    if (answer?.ok) return answer.json();
    if (answer && answer.status !== 503) {
      const said = await answer.json().catch(() => ({}));
      throw new Refused(said.text || form.dataset.failed);
    }
    await new Promise((go) => setTimeout(go, AGAIN_MS));
    if (mine !== turn) return null;
  }
}

async function send(file) {
  const mine = ++turn;
  key.value = "";
  fault("");
  tell(`${form.dataset.sending}…`, 0);
  try {
    const about = new FormData();
    about.set("name", file.name);
    about.set("size", file.size);
    const begun = await ask(form.dataset.begin, about, mine);
    if (!begun) return;
    let at = 0;
    for (;;) {
      const piece = file.slice(at, at + begun.piece);
      if (at + piece.size >= file.size) tell(form.dataset.checking, 100);
      const found = await ask(`${form.dataset.begin}/${begun.key}?dari=${at}`, piece, mine);
      if (!found) return;
      at = found.at;
      const percent = Math.floor((100 * at) / file.size);
      if (found.told) {
        key.value = begun.key;
        form.dataset.kind = found.kind;
        tell(`${found.told}. ${form.dataset.whole}`, null);
        break;
      }
      tell(`${form.dataset.sending}: ${percent} %`, percent);
    }
    const name = form.elements.namedItem("name");
    if (!name.value) name.value = file.name.replace(/\.[^.]*$/, "").replace(/[_-]+/g, " ");
    if (wanted) form.requestSubmit(button);
  } catch (error) {
    if (mine !== turn) return;
    box.hidden = true;
    input.value = "";
    wanted = false;
    button.disabled = false;
    fault(error instanceof Refused ? error.message : form.dataset.failed);
    input.focus();
  }
}

input.addEventListener("change", () => {
  form.dataset.kind = "unknown";
  if (input.files[0]) send(input.files[0]);
  else {
    turn++;
    key.value = "";
    box.hidden = true;
  }
});

form.addEventListener("submit", (event) => {
  if (key.value) {
    input.disabled = true; // it is there already
    return;
  }
  event.preventDefault();
  if (!input.files[0]) {
    fault(form.dataset.none);
    input.focus();
    return;
  }
  wanted = true;
  button.disabled = true;
});
// Whoever comes back to this page by the browser's button finds it usable.
addEventListener("pageshow", () => {
  input.disabled = button.disabled = false;
});
