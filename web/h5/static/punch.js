// Asks the browser where it is, when the person presses, and sends that with the form.

const WORDS = {
  asking: "正在获取位置……",
  none: "这个浏览器不能获取位置，没有打卡。请在手机上打开。",
  1: "没有打卡：您没有允许获取位置。请在手机设置里允许后再按一次。",
  2: "没有打卡：手机暂时定位不到。请打开定位开关，到室外或窗边再按一次。",
  3: "没有打卡：定位太久没有结果。请到室外或窗边再按一次。",
};
const PATIENCE = 15000; // milliseconds

const form = document.getElementById("punch");
const told = document.getElementById("told");
const button = form.querySelector("button");

function refuse(failure) {
  told.textContent = WORDS[failure.code] || WORDS[2];
  button.disabled = false;
}

function send({ coords }) {
  for (const name of ["latitude", "longitude", "accuracy"]) {
    form.elements[`.${name}`].value = String(coords[name]);
  }
  form.submit();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
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
