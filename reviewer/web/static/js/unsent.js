// Words that are being written live on this device until they are saved: what a lost connection or a closed tab would
// take is offered again. A form of the desk is sent only when the service answers, so that no page of the browser's own
// replaces what stands here.
import { element, say } from "./phrases.js";

const KEPT = "[data-comment-form], form[data-edit], #deductions details form";
const FIELDS = ["text", "quote", "start", "end", "on", "points", "kind", "reason"];

export function keepUnsent(desk, owner, tell) {
  const sent = new Map();
  for (const form of desk.querySelectorAll(KEPT)) sent.set(form, keep(form, owner));
  let passed = null;

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
    } else tell(say("notSent"), "fault");
  }, true);
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
function keep(form, owner) {
  const key = `draft:${owner}:${form.getAttribute("action").split("?")[0]}`;
  const box = form.elements.text ?? form.elements.reason;
  const values = () => Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const drop = () => { try { localStorage.removeItem(key); } catch { /* forbidden: nothing was kept */ } };
  const atFirst = JSON.stringify(values());
  const sending = `${key}:sent`;

  // The page came back after it was sent: with a fault the words stand in the box, else they are saved.
  if (sessionStorage.getItem(sending)) { sessionStorage.removeItem(sending); drop(); }
  const kept = read(key);
  if (kept && box && (kept[box.name] ?? "").trim() && JSON.stringify(kept) !== atFirst) offer(kept);

  form.addEventListener("input", () => {
    if (box?.value.trim() && JSON.stringify(values()) !== atFirst) try { localStorage.setItem(key, JSON.stringify(values())); } catch { /* full: the page still holds the words */ }
    else drop();
  });

  function offer(words) {
    const line = element("div", { className: "conflict" }, element("p", { textContent: say("commentDraft", { words: words[box.name] }) }));
    line.setAttribute("role", "alert");
    const row = element("div", { className: "actions" });
    const open = () => { for (let at = form.closest("details"); at; at = at.parentElement.closest("details")) at.open = true; box.focus(); };
    const use = () => { for (const [name, text] of Object.entries(words)) if (form.elements[name]) form.elements[name].value = text; };
    for (const [text, act] of [[say("draftUse"), use], [say("draftDrop"), drop]]) {
      const button = element("button", { type: "button", className: "button small", textContent: text });
      button.addEventListener("click", () => { line.remove(); act(); open(); });
      row.append(button);
    }
    line.append(row);
    // Inside what is closed nobody would see it.
    (form.closest("details") ?? form).before(line);
  }

  return () => { try { sessionStorage.setItem(sending, "yes"); } catch { /* forbidden: the words are offered once more */ } };
}
