// Words that are being written live on this device until they are saved: what a lost connection or a closed tab would
// take is offered again. A form of the desk is sent only when the service answers, so that no page of the browser's own
// replaces what stands here.
import { element, icon, say } from "./phrases.js";

const KEPT = "[data-comment-form], form[data-edit], #deductions details form";
const FIELDS = ["text", "quote", "start", "end", "on", "points", "kind", "reason"];

export function keepUnsent(desk, owner, { tell, openTab }) {
  const sent = new Map();
  const sign = unsentSign(openTab);
  for (const form of desk.querySelectorAll(KEPT)) sent.set(form, keep(form, owner, sign));
  let passed = null;
  // The connection is back: what still waits is told by the sign.
  addEventListener("online", () => { if (document.querySelector("[data-save-state]")?.textContent === say("notSent")) tell(""); });

  // Before anything else hears of it: a word on a question is sent by questions.js, everything else by the browser.
  document.addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    const isWord = target.matches("[data-judge]") && !submitter?.closest(".own-words");
    if (!desk.contains(target) || target.method !== "post" || passed === target || isWord || submitter?.name === "insert") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await answers()) {
      passed = target;
      sent.get(target)?.();
      target.requestSubmit(submitter);
      passed = null;
    } else {
      tell(say("notSent"), "fault");
      if (sent.has(target)) sign.add(target);
    }
  }, true);
}

// Stands beside the save state, which speaks of the marks alone, for as long as words of a form are not sent.
function unsentSign(openTab) {
  const waiting = new Set();
  const sign = element("span", { className: "saved is-fault", hidden: true });
  sign.setAttribute("role", "status");
  sign.dataset.unsent = "";
  document.querySelector("[data-save-state]")?.after(sign);

  function open(form) {
    openTab(form.closest("[role=tabpanel]").id);
    unfold(form);
    boxOf(form).focus();
  }
  function show() {
    const [first] = waiting;
    sign.hidden = !first;
    if (!first) { sign.replaceChildren(); return; }
    const words = waiting.size > 1 ? say("unsentMany", { count: waiting.size }) : say(first.closest("#deductions") ? "unsentLine" : "unsentComment");
    const link = element("a", { href: `#${boxOf(first).id}`, textContent: words });
    link.addEventListener("click", (event) => { event.preventDefault(); open(first); });
    sign.replaceChildren(icon("circle-alert"), link);
  }
  return { add: (form) => { waiting.add(form); show(); }, remove: (form) => { if (waiting.delete(form)) show(); } };
}

const boxOf = (form) => form.elements.text ?? form.elements.reason;

// Inside what is closed nobody would see it.
function unfold(form) {
  for (let at = form.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
}

async function answers() {
  try {
    const answer = await fetch(document.querySelector("link[rel=icon]")?.href ?? "/", { method: "HEAD", cache: "no-store" });
    return answer.status < 500;
  } catch {
    return false;
  }
}

// Keeps what is typed into a form; the result is called when it is sent.
function keep(form, owner, sign) {
  const key = `draft:${owner}:${form.getAttribute("action").split("?")[0]}`;
  const box = boxOf(form);
  const values = () => Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const drop = () => {
    try { localStorage.removeItem(key); } catch { /* forbidden: nothing was kept */ }
    sign.remove(form);
  };
  const atFirst = JSON.stringify(values());
  const sending = `${key}:sent`;

  // The page came back after it was sent: with a fault the words stand in the box, else they are saved.
  if (sessionStorage.getItem(sending)) { sessionStorage.removeItem(sending); drop(); }
  const kept = read(key);
  if (kept && box && (kept[box.name] ?? "").trim() && JSON.stringify(kept) !== atFirst) { offer(kept); sign.add(form); }

  form.addEventListener("input", () => {
    if (box?.value.trim() && JSON.stringify(values()) !== atFirst) try { localStorage.setItem(key, JSON.stringify(values())); } catch { /* full: the page still holds the words */ }
    else drop();
  });

  function offer(words) {
    const line = element("div", { className: "conflict" }, element("p", { textContent: say("commentDraft", { words: words[box.name] }) }));
    line.setAttribute("role", "alert");
    const row = element("div", { className: "actions" });
    const open = () => { unfold(form); box.focus(); };
    const use = () => { for (const [name, text] of Object.entries(words)) if (form.elements[name]) form.elements[name].value = text; };
    for (const [text, act] of [[say("draftUse"), use], [say("draftDrop"), drop]]) {
      const button = element("button", { type: "button", className: "button small", textContent: text });
      button.addEventListener("click", () => { line.remove(); act(); open(); });
      row.append(button);
    }
    line.append(row);
    (form.closest("details") ?? form).before(line);
  }

  return () => { try { sessionStorage.setItem(sending, "yes"); } catch { /* forbidden: the words are offered once more */ } };
}
