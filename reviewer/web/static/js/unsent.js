// Comments that are being written live on this device until they are saved: what a lost connection or a closed tab would
// take is offered again. A form is sent only when the service answers, so that no page of the browser's own replaces it.
import { element, say } from "./phrases.js";

const FIELDS = ["text", "quote", "start", "end", "on", "points"];

export function keepUnsent(desk, owner, tell) {
  for (const form of desk.querySelectorAll("[data-comment-form], .edit form")) keep(form, owner, tell);
}

function keep(form, owner, tell) {
  const key = `draft:${owner}:${form.getAttribute("action")}`;
  const box = form.elements.text;
  const values = () => Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
  const stored = () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const drop = () => { try { localStorage.removeItem(key); } catch { /* forbidden: nothing was kept */ } };
  const atFirst = box.defaultValue;
  const sending = `${key}:sent`;
  let checked = false;

  // The page came back after it was sent: with a fault the words stand in the box, else they are saved.
  if (sessionStorage.getItem(sending)) { sessionStorage.removeItem(sending); drop(); }
  const kept = stored();
  if (kept && kept.text.trim() && kept.text !== box.value) offer(kept);

  form.addEventListener("input", () => {
    if (box.value.trim() && box.value !== atFirst) try { localStorage.setItem(key, JSON.stringify(values())); } catch { /* full: the page still holds the words */ }
    else drop();
  });
  form.addEventListener("submit", async (event) => {
    if (checked || event.submitter?.name === "insert") return;
    event.preventDefault();
    event.stopPropagation();
    if (await answers()) {
      checked = true;
      sessionStorage.setItem(sending, "yes");
      form.requestSubmit(event.submitter);
      checked = false;
    } else tell(say("notSaved"), "fault");
  });

  async function answers() {
    try {
      const answer = await fetch(document.querySelector("link[rel=icon]")?.href ?? "/", { method: "HEAD", cache: "no-store" });
      return answer.status < 500;
    } catch {
      return false;
    }
  }

  function offer(words) {
    const line = element("div", { className: "conflict" }, element("p", { textContent: say("commentDraft", { words: words.text }) }));
    line.setAttribute("role", "alert");
    const row = element("div", { className: "actions" });
    const use = () => { for (const [name, text] of Object.entries(words)) if (form.elements[name]) form.elements[name].value = text; form.closest("details")?.setAttribute("open", ""); box.focus(); };
    for (const [text, act] of [[say("draftUse"), use], [say("draftDrop"), drop]]) {
      const button = element("button", { type: "button", className: "button small", textContent: text });
      button.addEventListener("click", () => { line.remove(); act(); });
      row.append(button);
    }
    line.append(row);
    form.before(line);
  }
}
