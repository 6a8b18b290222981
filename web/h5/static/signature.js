// A signature by finger, pen or mouse, or by a typed name for whoever cannot draw; sent as a picture with its form.

const INK = "#16211f"; // on white in both schemes: the picture is printed
const WIDTH = 4; // of the stroke, in pixels of the picture

export function openPad(box) {
  const canvas = box.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const pad = { box, canvas, pen, isEmpty: true };
  Object.assign(pen, { lineWidth: WIDTH, lineCap: "round", lineJoin: "round", strokeStyle: INK, fillStyle: INK });
  draw(pad);
  box.querySelector("[data-clear]").addEventListener("click", () => {
    clear(pad);
    box.querySelector("#signer").value = "";
  });
  box.querySelector("#signer").addEventListener("input", (event) => write(pad, event.target.value.trim()));
  box.closest("form").addEventListener("submit", (event) => hand(pad, event), { capture: true });
}

function draw(pad) {
  let isDown = false;
  pad.canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    pad.canvas.setPointerCapture(event.pointerId);
    pad.pen.beginPath();
    pad.pen.moveTo(...place(pad, event));
  });
  pad.canvas.addEventListener("pointermove", (event) => {
    if (isDown) {
      for (const each of event.getCoalescedEvents?.() ?? [event]) {
        pad.pen.lineTo(...place(pad, each));
      }
      pad.pen.stroke();
      pad.isEmpty = false;
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pad.canvas.addEventListener(end, () => {
      isDown = false;
    });
  }
}

function place(pad, event) {
  const seen = pad.canvas.getBoundingClientRect();
  return [
    ((event.clientX - seen.left) / seen.width) * pad.canvas.width,
    ((event.clientY - seen.top) / seen.height) * pad.canvas.height,
  ];
}

function write(pad, name) {
  clear(pad);
  if (name) {
    const size = Math.min(130, (pad.canvas.width - 60) / name.length);
    pad.pen.font = `${size}px KaiTi, STKaiti, "Kaiti SC", "AR PL UKai CN", serif`;
    Object.assign(pad.pen, { textAlign: "center", textBaseline: "middle" });
    pad.pen.fillText(name, pad.canvas.width / 2, pad.canvas.height / 2);
    pad.isEmpty = false;
  }
}

function clear(pad) {
  pad.pen.clearRect(0, 0, pad.canvas.width, pad.canvas.height);
  pad.isEmpty = true;
}

// Only an agreement is signed. Without a signature nothing is sent, and the page says so.
function hand(pad, event) {
  const progress = pad.box.querySelector(".progress");
  progress.textContent = "";
  if (event.submitter?.value !== "agree") {
    return;
  }
  if (pad.isEmpty) {
    event.preventDefault();
    progress.textContent = "还没有签名，请先在框内签名。";
    pad.box.scrollIntoView({ block: "center" });
    pad.box.querySelector("#signer").focus({ preventScroll: true });
    return;
  }
  pad.box.querySelector("[name='.signature']").value = pad.canvas.toDataURL("image/png").split(",")[1];
}
