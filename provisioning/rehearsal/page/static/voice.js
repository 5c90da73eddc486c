// The voice: what the loudspeaker plays, played here as it comes.

import { channel } from "./screen.js";
import { words } from "./words.js";

const RATE = 22050;
const AHEAD_S = 0.18; // what is kept in hand, against a network that stutters
const button = document.getElementById("sound");
const text = document.getElementById("sound-text");
const canvas = document.getElementById("wave");

let context = null;
let analyser = null;
let stream = null; // aborts what is being heard

function play(samples, at) {
  const buffer = context.createBuffer(1, samples.length, RATE);
  const channelData = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i++) channelData[i] = samples[i] / 32768;
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(analyser);
  source.start(at);
  return at + buffer.duration;
}

async function hear(device, signal) {
  const answer = await fetch(`voice/${device}.pcm`, { signal });
  if (!answer.ok) throw new Error("no voice");
  const reader = answer.body.getReader();
  let rest = new Uint8Array();
  let next = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const bytes = new Uint8Array(rest.length + value.length);
    bytes.set(rest);
    bytes.set(value, rest.length);
    const whole = bytes.length & ~1;
    rest = bytes.slice(whole);
    if (whole < 4) continue; // only a sign that somebody is there
    const now = context.currentTime;
    // Late: begin anew. Far ahead: a burst; what it holds is old, and the next will be on time.
    if (next < now + 0.02 || next > now + 3) next = now + AHEAD_S;
    next = play(new Int16Array(bytes.buffer, 0, whole / 2), next);
  }
}

async function keepHearing() {
  while (stream) {
    const mine = stream;
    try {
      await hear(channel(), mine.signal);
    } catch {
      // cut, or the display has gone: it comes back
    }
    if (stream === mine) await new Promise((wake) => setTimeout(wake, 1000));
  }
}

function draw() {
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  const bars = 20;
  const levels = new Uint8Array(analyser ? analyser.frequencyBinCount : 0);
  analyser?.getByteFrequencyData(levels);
  pen.fillStyle = stream ? "#0b5c5e" : "#c3cfcc";
  for (let bar = 0; bar < bars; bar++) {
    const level = stream ? levels[3 + bar * 2] / 255 : 0;
    const height = 5 + level * (canvas.height - 6);
    pen.beginPath();
    pen.roundRect(bar * 8, (canvas.height - height) / 2, 5, height, 2.5);
    pen.fill();
  }
  if (stream) requestAnimationFrame(draw);
}

function start() {
  context ??= new AudioContext({ sampleRate: RATE });
  context.resume();
  analyser ??= new AnalyserNode(context, { fftSize: 256, smoothingTimeConstant: 0.7 });
  analyser.connect(context.destination);
  stream = new AbortController();
  keepHearing();
}

function stop() {
  const mine = stream;
  stream = null;
  mine.abort();
  context.suspend();
}

/** Lets the button turn the sound on and off; `heard` is called when it is first turned on. */
export function listen(heard) {
  button.addEventListener("click", () => {
    if (stream) stop();
    else start();
    button.setAttribute("aria-pressed", String(Boolean(stream)));
    text.textContent = words[stream ? "sound_off" : "sound_on"];
    draw();
    if (stream) heard();
  });
  draw();
}

/** Another display is watched: hear that one. */
export function retune() {
  if (!stream) return;
  stop();
  start();
}
