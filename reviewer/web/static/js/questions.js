// Key questions by keys: one word at a time is posted and the line that says who decided what comes back.
//   POST action  question, ruling (covered, partly, missing, agree, undo) or sentence   (Accept: application/json)
//   200 {ruling, sentence, clock, state}   400, 403, 409, 422 {message}
// What could not be sent stays on this device, is tried again, and is offered when the page is opened again.
import { light } from "./light.js";
import { element, icon, say } from "./phrases.js";
import { chosenSpan } from "./selection.js";

const RETRY = 10_000;
const RULINGS = { 1: "covered", 2: "partly", 3: "missing" };

export function judgeQuestions(desk, tabs) {
  const panel = desk.querySelector("#questions");
  const items = [...panel.querySelectorAll("[data-question]")];
  const line = document.querySelector("[data-save-state]");
  const paper = desk.querySelector("#paper");
  const waiting = new Map();
  let here = null;
  let sentence = 0;
  let moved = false;
  let flight = null;
  let timer = 0;

  const form = (item) => item.querySelector("[data-judge]");
  const key = (item) => `word:${form(item).dataset.owner}:${form(item).action}:${item.id}`;
  const store = (item, words) => { try { if (words) localStorage.setItem(key(item), JSON.stringify(words)); else localStorage.removeItem(key(item)); } catch { /* full or forbidden: the page still holds the word */ } };
  const kept = (item) => { try { return JSON.parse(localStorage.getItem(key(item))); } catch { return null; } };
  const sentences = (item) => [...item.querySelectorAll(".evidence-line")];
  const tell = (words, look = "") => {
    if (!line) return;
    line.classList.toggle("is-fault", look === "fault");
    line.replaceChildren(...(look === "saved" ? [icon("check")] : look === "fault" ? [icon("circle-alert")] : []), words);
  };

  function show(item, place = 0) {
    here = item;
    sentence = place;
    const lines = sentences(item);
    for (const one of panel.querySelectorAll(".evidence-line.is-here")) one.classList.remove("is-here");
    lines[place]?.classList.add("is-here");
    const link = lines[place]?.querySelector("[data-lights]") ?? item.querySelector(".item-title");
    light(link.dataset.lights.split(" ").filter(Boolean));
    item.classList.add("is-open");
    item.querySelector(".item-title").focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    return true;
  }

  const current = () => document.activeElement?.closest("[data-question]") ?? here ?? items.find((item) => !item.dataset.ruling) ?? items[0];

  function step(by) {
    const at = items.indexOf(current());
    moved = false;
    const fresh = !here && !document.activeElement?.closest("[data-question]");
    return show(items[fresh ? Math.max(at, 0) : Math.min(items.length - 1, Math.max(0, at + by))]);
  }

  function ahead(item) {
    const after = items.slice(items.indexOf(item) + 1);
    const next = after.find((one) => !one.dataset.ruling) ?? after[0];
    moved = false;
    if (next) show(next); else show(item);
  }

  function paint(item, told) {
    item.dataset.ruling = told.ruling;
    item.querySelector("[data-word]").innerHTML = told.state;
    for (const button of form(item).querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", String(button.value === told.ruling));
    form(item).querySelector("[data-undo]").hidden = !told.ruling;
    for (const one of sentences(item)) one.querySelector(".quote").classList.toggle("is-confirmed", told.sentence !== null && one.dataset.sentence === String(told.sentence));
  }

  // A word is sent after the ones before it, so that the newest is the one that counts.
  const flush = () => (flight ??= drain().finally(() => { flight = null; }));
  async function drain() {
    clearTimeout(timer);
    for (let [item, words] of waiting) {
      tell(say("saving"));
      if (!(await post(item, words))) { timer = setTimeout(flush, RETRY); return; }
    }
    if (waiting.size) return drain();
  }

  async function post(item, words) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrf_token: form(item).elements.csrf_token.value, question: form(item).elements.question.value, suggested: form(item).elements.suggested.value, ...words })) body.append(name, value);
    let answer;
    try {
      answer = await fetch(form(item).action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
    } catch {
      tell(say("notSaved"), "fault");
      return false;
    }
    if (answer.redirected || answer.status === 401) { tell(say("signedOut"), "fault"); return false; }
    if (answer.status >= 500 || answer.status === 429) { tell(say("notSaved"), "fault"); return false; }
    const told = await answer.json().catch(() => ({}));
    if (waiting.get(item) === words) { waiting.delete(item); store(item, null); }
    // Nothing of anybody's is lost when there is nothing to take back.
    if (!answer.ok && words.ruling === "undo" && told.message) { tell(told.message); return true; }
    if (!answer.ok) { tell(say("refused", { reason: told.message ?? told.error?.message ?? answer.status }), "fault"); return true; }
    paint(item, told);
    document.dispatchEvent(new CustomEvent("judged", { detail: { id: item.id, ruling: words.ruling } }));
    tell(say("saved", { time: told.clock || new Date().toTimeString().slice(0, 5) }), "saved");
    return true;
  }

  function word(item, words) {
    if (!form(item)) return;
    waiting.delete(item);
    waiting.set(item, words);
    store(item, words);
    flush();
  }

  // By this person: only then is there a button to take it back. A word on its way counts, too.
  const isDecided = (item) => !form(item).querySelector("[data-undo]").hidden || waiting.has(item);

  function decide(item, ruling) {
    if (!item || !form(item)) return true;
    if (ruling === "undo" && !isDecided(item)) { if (!line?.classList.contains("is-fault")) tell(say("undecided")); return true; }
    const lit = sentences(item)[sentence]?.dataset.sentence;
    const suggested = form(item).elements.suggested.value;
    if (ruling === "agree" && !suggested) return true;
    const words = ruling === "agree" ? { ruling, suggested, evidence: here === item && lit ? lit : form(item).elements.evidence.value }
      : ruling === "covered" && moved && lit ? { sentence: lit } : { ruling };
    word(item, words);
    if (ruling === "undo") show(item, sentence); else ahead(item);
    return true;
  }

  function ownWords(span) {
    const item = current();
    if (!item || !form(item)) return false;
    for (const name of ["start", "end"]) form(item).append(element("input", { type: "hidden", name, value: span[name] }));
    form(item).elements.quote.value = span.quote;
    form(item).requestSubmit(form(item).querySelector(".own-words button"));
    return true;
  }

  function sentenceKey() {
    const span = chosenSpan(paper);
    if (span) return ownWords(span);
    const item = current();
    const lines = item ? sentences(item) : [];
    if (!lines.length) return true;
    moved = true;
    return show(item, here === item ? (sentence + 1) % lines.length : 0);
  }

  const keys = { j: () => step(1), k: () => step(-1), y: () => decide(current(), "agree"), u: () => decide(current(), "undo"), e: sentenceKey };
  const arrow = (by) => (document.activeElement?.closest("[data-question]") ? step(by) : false);
  const press = (name) => {
    if (!items.length) return false;
    if (name in RULINGS) return decide(current(), RULINGS[name]);
    return name === "down" ? arrow(1) : name === "up" ? arrow(-1) : keys[name]?.() ?? false;
  };

  // A click on a button of the form does what its key does, without leaving the page.
  panel.addEventListener("submit", (event) => {
    const item = event.target.closest("[data-question]");
    const { submitter } = event;
    if (!item || event.defaultPrevented || submitter?.closest(".own-words")) return;
    event.preventDefault();
    const button = submitter ?? event.target.querySelector("[name=ruling]");
    if (button.name === "sentence") word(item, { sentence: button.value }); else decide(item, button.value);
  });
  panel.addEventListener("click", (event) => {
    const item = event.target.closest("[data-question]");
    if (!item) return;
    here = item;
    const at = sentences(item).findIndex((one) => one.contains(event.target.closest(".quote")));
    if (at >= 0) { sentence = at; moved = true; }
  });

  const button = element("button", { type: "button", className: "button small select-evidence", hidden: true });
  document.body.append(button);
  let span = null;
  document.addEventListener("selectionchange", () => {
    span = isOpen() && items.length && form(items[0]) ? chosenSpan(paper) : null;
    button.hidden = !span;
    if (!span) return;
    button.replaceChildren(icon("list-checks"), say("evidenceFor", { number: items.indexOf(current()) + 1 }));
    button.style.top = `${scrollY + span.box.bottom + 48}px`;
    button.style.left = `${Math.max(8, scrollX + span.box.left)}px`;
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => span && ownWords(span));

  function offer(item, words) {
    const box = element("div", { className: "conflict" }, element("p", { textContent: say("wordDraft", { words: say(`word${(words.ruling ?? "covered").replace(/^./, (c) => c.toUpperCase())}`) }) }));
    box.setAttribute("role", "alert");
    const row = element("div", { className: "actions" });
    for (const [text, act] of [[say("wordSend"), () => word(item, words)], [say("draftDrop"), () => store(item, null)]]) {
      const choice = element("button", { type: "button", className: "button small", textContent: text });
      choice.addEventListener("click", () => { box.remove(); item.querySelector(".item-title").focus({ preventScroll: true }); act(); });
      row.append(choice);
    }
    box.append(row);
    item.append(box);
  }
  for (const item of items) if (form(item) && kept(item)) offer(item, kept(item));

  addEventListener("online", flush);
  for (const one of panel.querySelectorAll("[data-needs-script]")) one.hidden = false;

  function isOpen() {
    return desk.dataset.tab === "questions";
  }
  function open() {
    tabs.open("questions");
    if (items.length) show(current());
    return true;
  }
  const undo = (id) => { const item = document.getElementById(id); if (item) word(item, { ruling: "undo" }); };
  return { isOpen, open, press, undo };
}
