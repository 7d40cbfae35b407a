// The marking desk: lights, tabs, keys, the live total. The saving itself is autosave.js.
import { autosave } from "./autosave.js";
import { keysAreOn, listen, switchKeys } from "./keys.js";
import { itemOf, light, putOut } from "./light.js";
import { commentOnSelection } from "./selection.js";
import { makeTabs } from "./tabs.js";

const desk = document.querySelector("[data-desk]");
const form = document.getElementById("scorecard");
const LAYERS = { questions: "questions", similarity: "similarity", comments: "comments" };
const tabs = makeTabs(desk.querySelector("[data-tabs]"), (name) => { desk.dataset.layer = LAYERS[name] ?? "all"; });
const comment = commentOnSelection(desk.querySelector("[data-paper]"), document.querySelector("[data-comment-form]"), tabs.open);

function showItem(id) {
  const item = itemOf(id);
  const panel = item?.closest("[role=tabpanel]");
  if (!panel) return;
  tabs.open(panel.id);
  item.classList.add("is-open");
  item.scrollIntoView({ block: "nearest" });
}

document.addEventListener("lit", ({ detail }) => { if (detail.source.closest("[data-paper]")) showItem(detail.ids[0]); });
document.addEventListener("run-chosen", ({ detail }) => { light([detail.at(-1)]); showItem(detail.at(-1)); });

const criteria = () => [...form.querySelectorAll("[data-criterion]")];
const chosen = (criterion) => criterion.querySelector("input:checked");

function showValue(field) {
  if (!field.matches("[data-criterion]")) return;
  const radio = chosen(field);
  field.classList.toggle("is-unscored", !radio);
  const place = field.querySelector(".criterion-head [data-points]");
  place.textContent = place.textContent.replace(/^\s*\S+/, radio ? radio.dataset.points : "–");
  const total = criteria().reduce((sum, one) => sum + Number(chosen(one)?.dataset.points ?? 0), 0);
  document.querySelector("[data-total]").value = String(Math.round(total * 100) / 100);
}

function showSaved(told) {
  if (told.total !== undefined && told.total !== null) document.querySelector("[data-total]").value = told.total;
}

autosave(form, { onSaved: showSaved, onValue: showValue });

function pick(radio) {
  if (!radio) return;
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function current() {
  return document.activeElement?.closest("[data-criterion]") ?? criteria().find((one) => !chosen(one)) ?? criteria()[0];
}

function half(criterion) {
  const radios = [...criterion.querySelectorAll("input[type=radio]")];
  const here = radios.indexOf(chosen(criterion));
  const halves = radios.filter((radio) => "half" in radio.dataset);
  return halves.find((radio) => radios.indexOf(radio) === here + 1) ?? (here > 0 ? radios[here - 1] : halves[0]);
}

function nextGap() {
  const gap = criteria().find((one) => !chosen(one));
  if (!gap) {
    if (desk.dataset.nextUnscored) location.assign(desk.dataset.nextUnscored);
    return;
  }
  tabs.open("score");
  gap.querySelector("input").focus();
  gap.scrollIntoView({ block: "nearest" });
}

desk.querySelector(".jump").addEventListener("click", (event) => {
  const name = event.target.closest("a")?.hash.slice(1);
  if (!name) return;
  event.preventDefault();
  tabs.open(name);
  document.getElementById(`tab-${name}`).focus();
  desk.querySelector("[data-tabs]").scrollIntoView();
});

const go = (address) => { if (address) location.assign(address); };
const help = document.getElementById("keys");
const toggle = help.querySelector("[data-keys-on]");
toggle.checked = keysAreOn();
toggle.addEventListener("change", () => switchKeys(toggle.checked));

listen({
  j: () => go(desk.dataset.next),
  k: () => go(desk.dataset.previous),
  n: nextGap,
  c: comment,
  h: () => pick(half(current())),
  digit: (event) => { tabs.open("score"); pick(current().querySelectorAll("input[type=radio]:not([data-half])")[Number(event.key) - 1]); },
  "?": () => help.showModal(),
  Escape: () => { putOut(); return false; },
});

for (const [name, act] of [["[data-keys]", () => help.showModal()], ["[data-next-criterion]", nextGap]]) {
  const button = document.querySelector(name);
  if (!button) continue;
  button.hidden = false;
  button.addEventListener("click", act);
}
