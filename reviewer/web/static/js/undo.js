// Undo of the last act on the desk: a mark, words, a comment, a decision on a question. Acts outlive the page's own
// reloads (a saved comment reloads it), but not the tab; each is taken back by the same way it was made, so that what
// somebody else changed meanwhile is told and never overwritten.
import { element, say } from "./phrases.js";

const MOST = 50;

// How two writings of a comment compare: signs and line ends differ between a form and the service.
const plain = (said) => JSON.stringify(["text", "on", "points"].map((name) => (said[name] ?? "").trim().replaceAll("\r\n", "\n").replace(...(name === "points" ? [/^\u2212/, "-"] : ["", ""])).replace(...(name === "points" ? [",", "."] : ["", ""]))));

export function undoActs(desk, form, { questions, csrf, tell }) {
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

  function post(action, fields = {}) {
    const sent = element("form", { method: "post", action, hidden: true });
    for (const [name, value] of Object.entries({ csrf_token: csrf, ...fields })) sent.append(element("textarea", { name, value }));
    desk.append(sent);
    sent.requestSubmit();
  }

  // A comment goes back to what it said, unless it says something else by now than what is to be undone.
  const editing = (action) => [...desk.querySelectorAll("form[data-edit]")].find((one) => one.getAttribute("action").split("?")[0] === action.split("?")[0]);
  const stands = (edit) => (edit ? JSON.parse(edit.dataset.stands) : null);
  function putCommentBack({ action, before, after }) {
    const edit = editing(action);
    if (!edit || plain(stands(edit)) !== plain(after)) { tell(say("undoChanged"), "fault"); return; }
    post(action, { ...before, version: edit.elements.version.value });
  }

  // What a form of a comment is about to do, as an act that takes it back.
  function actOf(target) {
    const action = target.closest("[id^=comment-]") || target.closest("#comments") ? target.getAttribute("action") ?? "" : "";
    const [path, query] = action.split("?");
    const other = (end, name) => `${path.slice(0, path.length - end.length)}${name}${query ? `?${query}` : ""}`;
    if (path.endsWith("/remove")) return { kind: "post", action: other("/remove", "/restore") };
    if (path.endsWith("/restore")) return { kind: "post", action: other("/restore", "/remove") };
    const edit = editing(other(path.endsWith("/points") ? "/points" : "", ""));
    if (!edit || !(path.endsWith("/points") || target.elements.version)) return null;
    const after = path.endsWith("/points") ? { ...stands(edit), points: "" } : Object.fromEntries(["text", "on", "points"].map((name) => [name, target.elements[name]?.value ?? ""]));
    return plain(after) === plain(stands(edit)) ? null : { kind: "comment", action: edit.getAttribute("action"), before: stands(edit), after };
  }

  function undo() {
    const acts = read(key);
    const act = acts.pop();
    if (!act) return false;
    write(key, acts);
    show();
    if (act.kind === "field") putBack(act);
    else if (act.kind === "question") questions.undo(act.id);
    else if (act.kind === "comment") putCommentBack(act);
    else post(act.action);
    return true;
  }

  // A comment that was just added is known by the address the page came back with.
  const added = /^#(comment-\d+)$/.exec(location.hash);
  const remove = added && document.getElementById(added[1])?.querySelector("form[action*='/remove']");
  if (remove && sessionStorage.getItem(`${key}:adding`)) push({ kind: "post", action: remove.getAttribute("action") });
  sessionStorage.removeItem(`${key}:adding`);
  // A change counts once the page that came back shows it: what was refused is nothing to undo.
  const [asked] = read(`${key}:asked`);
  write(`${key}:asked`, []);
  if (asked && plain(stands(editing(asked.action)) ?? {}) === plain(asked.after)) push(asked);
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (defaultPrevented) return;
    if (target.matches("[data-comment-form]")) sessionStorage.setItem(`${key}:adding`, "yes");
    const act = target.parentElement === desk ? null : actOf(target);
    if (act?.kind === "post") push(act);
    else if (act) write(`${key}:asked`, [act]);
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
