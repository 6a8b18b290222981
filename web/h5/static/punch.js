// Asks the browser where it is, when the person presses, and sends that with the form.

const WORDS = {
  asking: "正在获取位置……",
  none: "这个浏览器不能获取位置，没有打卡。请在手机上打开。",
  1: "没有打卡：您没有允许获取位置。请在手机设置里允许后再按一次。",
  2: "没有打卡：手机暂时定位不到。请打开定位开关，到室外或窗边再按一次。",
  3: "没有打卡：定位太久没有结果。请到室外或窗边再按一次。",
};
const PATIENCE = 15000; // milliseconds
const SMALL = 512 * 1024; // bytes that are sent as they are
const LONGEST_SIDE = 1600; // pixels
const QUALITY = 0.85;

const form = document.getElementById("punch");
const told = document.getElementById("told");
const button = form.querySelector("button");

function refuse(failure) {
  told.textContent = WORDS[failure.code] || WORDS[2];
  button.disabled = false;
}

async function send({ coords }) {
  for (const name of ["latitude", "longitude", "accuracy"]) {
    form.elements[`.${name}`].value = String(coords[name]);
  }
  await makeSmaller();
  form.submit();
}

// A photo of some megabytes says no more than one of 1600 pixels; what the browser cannot draw is sent as it is.
async function makeSmaller() {
  const input = form.elements["file:photo"];
  const [file] = input?.files ?? [];
  if (!file || file.size <= SMALL) {
    return;
  }
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    const carrier = new DataTransfer();
    carrier.items.add(new File([made], "punch.jpg", { type: "image/jpeg" }));
    input.files = carrier.files;
  } catch {
    // as it is
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!("place" in form.dataset)) {
    button.disabled = true;
    await makeSmaller();
    form.submit();
    return;
  }
  if (!navigator.geolocation) {
    told.textContent = WORDS.none;
    return;
  }
  button.disabled = true;
  told.textContent = WORDS.asking;
  navigator.geolocation.getCurrentPosition(send, refuse, {
    enableHighAccuracy: true,
    timeout: PATIENCE,
    maximumAge: 0,
  });
});
