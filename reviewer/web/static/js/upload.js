// The file's name, size and type are shown before anything is sent; what the server would refuse is said at once.
import { language, say } from "./phrases.js";

const UNITS = ["byte", "kilobyte", "megabyte"];

export function size(bytes) {
  const step = Math.min(2, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return new Intl.NumberFormat(language, { style: "unit", unit: UNITS[step], maximumFractionDigits: step ? 1 : 0 }).format(bytes / 1000 ** step);
}

function ending(name) {
  const dot = name.lastIndexOf(".");
  return dot < 1 ? "" : name.slice(dot).toLowerCase();
}

function fault(file, form) {
  const accepted = form.dataset.accepted.split(",");
  if (!accepted.includes(ending(file.name))) return say("wrongType", { type: ending(file.name) || file.name, accepted: accepted.join(", ") });
  if (file.size === 0) return say("emptyFile");
  if (file.size > Number(form.dataset.maxBytes)) return say("tooLarge", { size: size(file.size), limit: form.dataset.max });
  return "";
}

function show(form, input, line) {
  const file = input.files[0];
  const words = file ? fault(file, form) : "";
  input.setCustomValidity(words);
  line.classList.toggle("fault", Boolean(words));
  line.textContent = file ? words || `${file.name}, ${size(file.size)}, ${ending(file.name).slice(1).toUpperCase()}` : "";
}

function send(form, line, bar) {
  const button = form.querySelector("[type=submit]");
  const request = new XMLHttpRequest();
  button.disabled = true;
  bar.hidden = false;
  request.upload.onprogress = (event) => {
    bar.value = (event.loaded / event.total) * 100;
    line.textContent = say("sending", { percent: Math.round(bar.value) });
  };
  request.onerror = () => {
    button.disabled = false;
    bar.hidden = true;
    line.classList.add("fault");
    line.textContent = say("sendFailed");
  };
  request.onload = () => arrive(request);
  request.open("POST", form.action);
  request.send(new FormData(form));
}

// A redirect was followed to the receipt: go there. Otherwise the answer is the page again, with its faults.
function arrive(request) {
  if (request.status < 400 && request.responseURL !== location.href) return location.assign(request.responseURL);
  const answer = new DOMParser().parseFromString(request.responseText, "text/html").getElementById("main");
  if (!answer || request.status < 400) return location.reload();
  document.getElementById("main").replaceChildren(...answer.childNodes);
  document.dispatchEvent(new CustomEvent("content", { detail: document.getElementById("main") }));
  document.querySelector("[data-focus]")?.focus();
}

export function enhanceUploads(root = document) {
  for (const form of root.querySelectorAll("form[data-upload]")) {
    const input = form.querySelector("input[type=file]");
    const line = form.querySelector("[data-drop-file]");
    const zone = form.querySelector("[data-drop]");
    input.addEventListener("change", () => show(form, input, line));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, line, form.querySelector("[data-drop-progress]"));
    });
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      show(form, input, line);
    });
  }
}
