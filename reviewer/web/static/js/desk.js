// The marking desk: lights, tabs, keys, the live total. The saving itself is autosave.js.
import { autosave } from "./autosave.js";
import { keysAreOn, listen, switchKeys } from "./keys.js";
import { itemOf, light, putOut } from "./light.js";
import { finishing } from "./finishing.js";
import { leaveFields } from "./leaving.js";
import { walkMatches } from "./matches.js";
import { judgeQuestions } from "./questions.js";
import { walkSentences } from "./sentences.js";
import { commentOnSelection } from "./selection.js";
import { language, say } from "./phrases.js";
import { slashComments } from "./slash.js";
import { makeTabs } from "./tabs.js";
import { undoActs } from "./undo.js";
import { keepUnsent } from "./unsent.js";

const desk = document.querySelector("[data-desk]");
const form = document.getElementById("scorecard");
const LAYERS = { questions: "questions", similarity: "similarity", comments: "comments" };
const tabs = makeTabs(desk.querySelector("[data-tabs]"), (name) => { desk.dataset.layer = LAYERS[name] ?? "all"; desk.dataset.tab = name; });
const commentForm = document.querySelector("[data-comment-form]");
const comment = commentForm ? commentOnSelection(desk.querySelector("#paper"), commentForm, tabs.open) : () => false;

slashComments(desk);
const questions = judgeQuestions(desk, tabs);
const nextMatch = walkMatches(desk, tabs);
const walk = walkSentences(desk.querySelector("[data-text] [data-paper]") ?? desk.querySelector("#paper article[data-paper]"));

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

const criteria = () => [...(form?.querySelectorAll("[data-criterion]") ?? [])];
const typed = (criterion) => criterion.querySelector("input[type=number]");
const isMarked = (criterion) => Boolean(typed(criterion) ? typed(criterion).value : criterion.querySelector("input:checked"));
const chosen = (criterion) => criterion.querySelector("input[type=radio]:checked");

const number = (value) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);

// The mark that counts: as given, moved by the points of the comments on it.
function counted(criterion) {
  const given = typed(criterion)?.value ?? chosen(criterion)?.value ?? "";
  const move = Number(criterion.querySelector("[data-move]")?.dataset.move ?? 0);
  return given === "" ? null : Math.min(Math.max(Number(given) + move, 0), Number(criterion.dataset.top));
}

// What a criterion gives, in points of the total.
const worth = (criterion) => (counted(criterion) ?? 0) * Number(criterion.dataset.worthEach);

function showMove(criterion) {
  const line = criterion.querySelector("[data-move]");
  if (!line) return;
  const mark = counted(criterion);
  line.querySelector("[data-moved-from]").textContent = mark === null ? "–" : number(typed(criterion)?.value ?? chosen(criterion).value);
  line.querySelector("[data-moved-to]").textContent = mark === null ? "–" : number(mark);
  line.querySelector("[data-moved-waits]").hidden = mark !== null;
}

// Where the total is a plain sum it moves at once; in any case the server's word replaces it when the mark is saved.
function showValue(field) {
  const criterion = field.closest("[data-criterion]");
  if (!criterion || field.matches("textarea")) return;
  criterion.classList.toggle("is-unscored", !isMarked(criterion));
  const place = criterion.querySelector(".criterion-head [data-points]");
  if (place) place.textContent = place.textContent.replace(/^\s*\S+/, chosen(criterion)?.dataset.points ?? "–");
  showMove(criterion);
  if (!("addsUp" in form.dataset)) return;
  document.querySelector("[data-total]").value = number(criteria().reduce((sum, one) => sum + worth(one), 0));
}

function showSaved(told) {
  if (told.total !== undefined && told.total !== null) document.querySelector("[data-total]").value = told.total;
}

const line = document.querySelector("[data-save-state]");
const tell = (words, look) => { line?.classList.toggle("is-fault", look === "fault"); line?.replaceChildren(words); };
const acts = undoActs(desk, form, { questions, tell, csrf: document.querySelector("input[name=csrf_token]")?.value ?? "" });
keepUnsent(desk, form?.dataset.owner ?? "", { tell, openTab: tabs.open });

const isClosed = !form || "closed" in form.dataset;
function focusOn(criterion) {
  tabs.open("score");
  (criterion.querySelector("input:checked") ?? criterion.querySelector("input"))?.focus();
  criterion.scrollIntoView({ block: "nearest" });
}
// What is missing can wait; that something is not saved stays in sight.
const UNSAVED = ["notSaved", "signedOut", "notSent"];
function tellMissing(words, look) {
  const unsaved = UNSAVED.map((name) => say(name)).find((one) => line?.textContent.includes(one));
  tell(unsaved ? `${unsaved} ${words}` : words, look);
}
const end = finishing(criteria, isMarked, { tell: tellMissing, focusOn });

if (form && !("closed" in form.dataset)) autosave(form, { onSaved: (told, field) => { showSaved(told); acts.saved(field); }, onValue: showValue });

function pick(radio) {
  if (!radio) return;
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function current() {
  return document.activeElement?.closest("[data-criterion]") ?? criteria().find((one) => !isMarked(one)) ?? criteria()[0];
}

function half(criterion) {
  if (!criterion) return undefined;
  const radios = [...criterion.querySelectorAll("input[type=radio]")];
  const isHalf = (radio) => Boolean(radio) && "half" in radio.dataset;
  const here = chosen(criterion);
  if (!here) return radios.find(isHalf);
  const away = (step) => radios.find((radio) => Math.abs(radio.value - here.value - step) < 0.001);
  if (isHalf(here)) return away(-0.5);
  const below = radios[radios.indexOf(here) - 1];
  return [away(0.5), below].find(isHalf);
}

// A mark that the key questions suggest is taken by a person, never by itself.
function accept(criterion) {
  const button = criterion?.querySelector("[data-accept]");
  if (!button) return false;
  const field = typed(criterion);
  if (!field) { pick([...criterion.querySelectorAll("input[type=radio]")].find((radio) => radio.value === button.dataset.accept)); return true; }
  field.value = button.dataset.accept;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

for (const button of form?.querySelectorAll("[data-accept]") ?? []) {
  button.hidden = false;
  button.addEventListener("click", () => accept(button.closest("[data-criterion]")));
}

// The first deduction that nobody decided on; a button is pressed, so that the same form is sent as by hand.
function decide(act) {
  const button = document.querySelector(`[data-proposal] button[value="${act}"]`);
  if (!button || questions.isOpen()) return false;
  tabs.open("score");
  button.click();
  return true;
}

// Beyond the last gap is the next paper that has one, and beyond the last paper the list of them.
function nextGap() {
  const gap = isClosed ? null : criteria().find((one) => !isMarked(one));
  if (gap) focusOn(gap);
  else if (desk.dataset.nextUnscored) go(desk.dataset.nextUnscored);
  else if (isClosed) toList();
}

// Out of a field, to where single keys work: a criterion's own marks, else the paper.
function home(field) {
  const criterion = field.closest("[data-criterion]");
  if (criterion && !typed(criterion)) focusOn(criterion); else field.blur();
}
leaveFields(desk, form, { nextGap, home });

desk.querySelector(".jump").addEventListener("click", (event) => {
  const name = event.target.closest("a")?.hash.slice(1);
  if (!name) return;
  event.preventDefault();
  tabs.open(name);
  document.getElementById(`tab-${name}`).focus();
  desk.querySelector("[data-tabs]").scrollIntoView();
});

// Coming back from saving a comment or a question, the passage it speaks of is in sight.
const named = location.hash ? document.getElementById(location.hash.slice(1)) : null;
const item = named?.closest(".item");
const lights = item?.querySelector("[data-lights]")?.dataset.lights.split(" ").filter(Boolean) ?? [];
if (lights.length) { light(lights); showItem(item.id); }
// The keyboard goes on from there, too: from the next paper, once this one is final.
const asked = document.querySelector("main [data-focus]");
(asked ?? (isClosed && named?.id === "score" ? document.querySelector(".tools-foot a.primary") : item ?? (named?.matches("[role=tabpanel]") ? named : null)))?.focus({ preventScroll: !asked });

// The browser's own page for a lost connection helps nobody: one stays, and is told.
function go(address) {
  if (address && !navigator.onLine) tell(say("offline"), "fault");
  else if (address) location.assign(address);
}
function toList() { go(document.querySelector(".desk-title a")?.href); }
const help = document.getElementById("keys");
const toggle = help.querySelector("[data-keys-on]");
toggle.checked = keysAreOn();
toggle.addEventListener("change", () => switchKeys(toggle.checked));

// With the questions open, the keys are theirs; what they do not use stays what it is elsewhere.
const either = (key, otherwise) => (event) => (questions.isOpen() ? questions.press(key) : otherwise(event));

// A mark is typed as a number: "12" and "3.5" too, where the rubric has it.
const PAUSE = 900;
let written = "";
let writtenAt = 0;
let writtenFor = null;
function type(sign) {
  const criterion = current();
  if (!criterion || questions.isOpen()) return false;
  written = Date.now() - writtenAt > PAUSE || criterion !== writtenFor ? sign : written + sign;
  writtenAt = Date.now();
  writtenFor = criterion;
  const field = typed(criterion);
  if (field) { field.focus(); field.value = sign; field.dispatchEvent(new Event("input", { bubbles: true })); return true; }
  const radios = [...criterion.querySelectorAll("input[type=radio]")];
  if (!radios.some((one) => one.value.startsWith(written))) written = sign;
  pick(radios.find((one) => one.value === written) ?? begun(radios));
  return true;
}

// What was typed so far sets a level's mark that begins with it ("4" sets 4.25), but only where it can be no other level's.
function begun(radios) {
  const levels = radios.filter((one) => !("half" in one.dataset));
  const found = [`${written}.`, written].map((start) => levels.filter((one) => one.value.startsWith(start))).find((some) => some.length);
  return found?.length === 1 ? found[0] : undefined;
}

listen({
  j: either("j", () => go(desk.dataset.next)),
  k: either("k", () => go(desk.dataset.previous)),
  ArrowDown: either("down", () => false),
  ArrowUp: either("up", () => false),
  y: either("y", () => false),
  e: either("e", () => false),
  u: either("u", () => false),
  q: () => questions.open(),
  t: () => decide("take"),
  x: () => decide("decline"),
  n: nextGap,
  c: comment,
  s: () => walk.step("sentence", 1),
  S: () => walk.step("sentence", 1, true),
  w: () => walk.step("sentence", -1),
  W: () => walk.step("sentence", -1, true),
  ArrowRight: ({ shiftKey }) => walk.hasFocus() && walk.step("word", 1, shiftKey),
  ArrowLeft: ({ shiftKey }) => walk.hasFocus() && walk.step("word", -1, shiftKey),
  m: () => nextMatch(1),
  M: () => nextMatch(-1),
  o: () => { tabs.open("score"); form?.elements.overall?.focus(); },
  f: end.finish,
  r: end.reopen,
  l: toList,
  h: () => pick(half(current())),
  a: () => accept(document.activeElement?.closest("[data-criterion]") ?? criteria().find((one) => !isMarked(one) && one.querySelector("[data-accept]"))),
  0: () => type("0"),
  ".": () => type("."),
  ",": () => type("."),
  digit: (event) => {
    if (questions.isOpen()) return questions.press(event.key);
    tabs.open("score");
    type(event.key);
    return true;
  },
  "?": () => help.showModal(),
  Escape: () => { putOut(); if (!document.querySelector("details[data-menu][open]")) tabs.open("score"); return false; },
});

for (const one of desk.querySelectorAll(".tools-foot [data-needs-script]")) one.hidden = !keysAreOn();

for (const [name, act] of [["[data-keys]", () => help.showModal()], ["[data-next-criterion]", nextGap]]) {
  const button = document.querySelector(name);
  if (!button) continue;
  button.hidden = false;
  button.addEventListener("click", act);
}
