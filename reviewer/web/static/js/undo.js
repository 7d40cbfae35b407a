// Undo of the last act on the desk: a mark, words, a comment, a decision on a question. Acts outlive the page's own
// reloads (a saved comment reloads it), but not the tab; each is taken back by the same way it was made, so that what
// somebody else changed meanwhile is told and never overwritten.
const MOST = 50;

export function undoActs(desk, form, { questions, csrf }) {
  const key = `acts:${location.pathname}`;
  const read = (name) => { try { return JSON.parse(sessionStorage.getItem(name)) ?? []; } catch { return []; } };
  const write = (name, acts) => { try { sessionStorage.setItem(name, JSON.stringify(acts.slice(-MOST))); } catch { /* full or forbidden: nothing can be undone after a reload */ } };
  const button = document.querySelector("[data-undo-act]");
  const known = new Map();
  let last = null;
  let undoing = false;

  const show = () => { if (button) { button.hidden = false; button.disabled = !read(key).length; } };
  const push = (act) => { write(key, [...read(key), act]); show(); };
  const value = (field) => (field.matches("fieldset") ? field.querySelector("input[type=radio]:checked")?.value ?? "" : field.value);
  for (const field of form?.querySelectorAll("[data-field]") ?? []) known.set(field.dataset.field, value(field));

  // A field that was saved. Words written in one go are one act.
  function saved(field) {
    const name = field.dataset.field;
    const before = known.get(name);
    const now = value(field);
    known.set(name, now);
    const goesOn = last === name && field.matches("textarea") && document.activeElement === field;
    last = name;
    if (undoing) { undoing = false; return; }
    if (before !== now && !goesOn) push({ kind: "field", name, before });
  }

  function putBack({ name, before }) {
    const field = form?.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!field) return;
    undoing = true;
    last = null;
    if (field.matches("fieldset")) for (const radio of field.querySelectorAll("input[type=radio]")) radio.checked = radio.value === before;
    else field.value = before;
    (field.closest("details") ?? {}).open = true;
    (field.querySelector?.("input:checked") ?? field.querySelector?.("input") ?? field).focus();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function post(action) {
    const sent = document.createElement("form");
    sent.method = "post";
    sent.action = action;
    sent.innerHTML = '<input type="hidden" name="csrf_token">';
    sent.elements.csrf_token.value = csrf;
    document.body.append(sent);
    sent.requestSubmit();
  }

  function undo() {
    const acts = read(key);
    const act = acts.pop();
    if (!act) return false;
    write(key, acts);
    show();
    if (act.kind === "field") putBack(act);
    else if (act.kind === "question") questions.undo(act.id);
    else post(act.action);
    return true;
  }

  // A comment that was just added is known by the address the page came back with.
  const added = /^#(comment-\d+)$/.exec(location.hash);
  const remove = added && document.getElementById(added[1])?.querySelector("form[action*='/remove']");
  if (remove && sessionStorage.getItem(`${key}:adding`)) push({ kind: "post", action: remove.getAttribute("action") });
  sessionStorage.removeItem(`${key}:adding`);
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-comment-form]")) sessionStorage.setItem(`${key}:adding`, "yes");
    const action = target.closest("[id^=comment-]") ? target.getAttribute("action") : "";
    if (/\/remove(\?|$)/.test(action)) push({ kind: "post", action: action.replace("/remove", "/restore") });
  });
  document.addEventListener("judged", ({ detail }) => { if (detail.ruling !== "undo") push({ kind: "question", id: detail.id }); });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])") || document.querySelector("dialog[open]")) return;
    if (undo()) event.preventDefault();
  });
  button?.addEventListener("click", undo);
  show();
  return { saved };
}
