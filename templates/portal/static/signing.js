// Makes the signing form nicer; without it the form works as it is: the name is typed, the server compares the mention.
"use strict";

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, "'").replace(/\s+/g, "").toLowerCase();

function watchMention(field, fits, input) {
  // How the words came in is recorded, and nothing is forbidden.
  const kinds = { insertFromPaste: "pasted", insertFromDrop: "pasted", insertFromDictation: "dictated" };
  const ranks = ["", "typed", "dictated", "pasted"];
  field.addEventListener("beforeinput", (event) => {
    const kind = kinds[event.inputType] || "typed";
    if (ranks.indexOf(kind) > ranks.indexOf(input.value)) input.value = kind;
  });
  const compare = () => { fits.hidden = plain(field.value) !== plain(field.dataset.wanted); };
  field.addEventListener("input", compare);
  compare();
}

function makePad(box, kept) {
  const canvas = box.querySelector("canvas");
  const chosen = document.querySelector('input[name="way"][value="drawn"]');
  let strokes = [];
  try { strokes = JSON.parse(kept.value || "[]"); } catch { strokes = []; }
  let current = null;
  const began = performance.now();

  // Points are kept in thousandths of the width, so that a turned telephone draws them again.
  const point = (event) => {
    const frame = canvas.getBoundingClientRect();
    const x = Math.round(((event.clientX - frame.left) / frame.width) * 1000);
    const y = Math.round(((event.clientY - frame.top) / frame.width) * 1000);
    return [x, y, Math.round(performance.now() - began)];
  };
  const draw = () => {
    const context = canvas.getContext("2d");
    const scale = canvas.width / 1000;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.lineWidth = 4; context.lineCap = "round"; context.lineJoin = "round"; context.strokeStyle = "#16211F";
    for (const stroke of strokes) {
      context.beginPath();
      stroke.forEach(([x, y], index) => context[index ? "lineTo" : "moveTo"](x * scale, y * scale));
      if (stroke.length === 1) context.lineTo(stroke[0][0] * scale + 1, stroke[0][1] * scale);
      context.stroke();
    }
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [point(event)];
    strokes.push(current);
    chosen.checked = true;
  });
  canvas.addEventListener("pointermove", (event) => { if (current) { current.push(point(event)); draw(); } });
  const end = () => { if (current) { current = null; kept.value = JSON.stringify(strokes); draw(); } };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  box.querySelector("[data-again]").addEventListener("click", () => { strokes = []; kept.value = ""; draw(); });
  draw();
}

const mention = document.querySelector("[data-mention]");
if (mention) watchMention(mention, document.querySelector("[data-fits]"), document.querySelector("[data-input]"));
const drawing = document.querySelector("[data-drawing]");
if (drawing) {
  drawing.hidden = false;
  makePad(drawing.querySelector("[data-pad]"), document.querySelector("[data-strokes]"));
}
const device = document.querySelector("[data-device]");
if (device && window.PublicKeyCredential) device.hidden = false;
