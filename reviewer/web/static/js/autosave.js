// Autosave. One changed field is posted with the version it was read at:
//   POST action  field, value, version, csrf_token   (Accept: application/json)
//   200 {version, clock, total}                       saved
//   409 {version, value, label, by, clock}            somebody else was first: both are shown, the person chooses
//   400, 422 {message}                                refused, with the reason
// What could not be sent stays on this device and is tried again.
import { makeDrafts } from "./drafts.js";
import { element, icon, say } from "./phrases.js";

const PAUSE = 700;
const RETRY = 10_000;

export function autosave(form, { onSaved, onValue }) {
  const drafts = makeDrafts(form);
  const line = document.querySelector("[data-save-state]");
  const waiting = new Map();
  const conflicts = new Set();
  let flight = null;
  let held = false;
  let timer = 0;

  const tell = (words, look = "") => {
    line.classList.toggle("is-fault", look === "fault");
    line.replaceChildren(...(look === "saved" ? [icon("check")] : look === "fault" ? [icon("circle-alert")] : []), words);
  };
  const fields = () => [...form.querySelectorAll("[data-field]")];
  const find = (name) => form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  const value = (field) => (field.matches("fieldset") ? field.querySelector("input[type=radio]:checked")?.value ?? "" : field.value);
  const shownAtFirst = (field) => (field.matches("fieldset") ? [...field.querySelectorAll("input[type=radio]")].find((one) => one.defaultChecked)?.value ?? "" : field.defaultValue);
  const setVersion = (field, version) => {
    field.dataset.version = version;
    const hidden = form.elements[`version-${field.dataset.field}`];
    if (hidden) hidden.value = version;
  };
  const put = (field, words) => {
    if (field.matches("fieldset")) for (const radio of field.querySelectorAll("input[type=radio]")) radio.checked = radio.value === String(words ?? "");
    else field.value = words ?? "";
    onValue?.(field);
  };
  const label = (field, words) => {
    const radio = field.matches("fieldset") && [...field.querySelectorAll("input[type=radio]")].find((one) => one.value === String(words));
    return (radio ? radio.nextElementSibling.textContent : words) || say("nothing");
  };

  function change(field, pause) {
    const name = field.dataset.field;
    waiting.set(name, value(field));
    drafts.keep(name, value(field), field.dataset.version);
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
  }

  const nextWaiting = () => [...waiting.keys()].find((name) => !conflicts.has(name));
  const flush = () => (flight ??= drain().finally(() => { flight = null; }));

  async function drain() {
    for (let next = nextWaiting(); next !== undefined; next = nextWaiting()) {
      tell(say("saving"));
      if (await post(find(next), waiting.get(next)) === "again") {
        timer = setTimeout(flush, RETRY);
        return;
      }
    }
  }

  async function post(field, words) {
    const name = field.dataset.field;
    const body = new FormData();
    for (const [key, text] of Object.entries({ field: name, value: words, version: field.dataset.version, csrf_token: form.elements.csrf_token.value })) body.append(key, text);
    let answer;
    try {
      answer = await fetch(form.dataset.autosave || form.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
    } catch {
      return fail(say("notSaved"));
    }
    if (answer.redirected || answer.status === 401) return fail(say("signedOut"));
    if (answer.status >= 500 || answer.status === 429) return fail(say("notSaved"));
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 409) return clash(field, words, told);
    if (waiting.get(name) === words) waiting.delete(name);
    if (!answer.ok) {
      tell(say("refused", { reason: told.message ?? told.error?.message ?? answer.status }), "fault");
      return "refused";
    }
    setVersion(field, told.version);
    if (!waiting.has(name)) drafts.drop(name);
    tell(say("saved", { time: told.clock }), "saved");
    onSaved?.(told, field);
    return "saved";
  }

  function fail(words) {
    tell(words, "fault");
    return "again";
  }

  function offer(field, words, choices) {
    const box = element("div", { className: "conflict" }, element("p", { textContent: words }));
    box.setAttribute("role", "alert");
    const row = element("div", { className: "actions" });
    for (const [text, act] of choices) {
      const button = element("button", { type: "button", className: "button small", textContent: text });
      button.addEventListener("click", () => { box.remove(); (field.querySelector?.("input:checked, input") ?? field).focus(); act(); });
      row.append(button);
    }
    box.append(row);
    (field.matches("fieldset") ? field : field.parentElement).append(box);
    (field.closest("details") ?? {}).open = true;
  }

  function clash(field, mine, told) {
    const name = field.dataset.field;
    conflicts.add(name);
    tell("");
    const settle = () => { conflicts.delete(name); setVersion(field, told.version); };
    offer(field, say("conflict", { by: told.by, time: told.clock, theirs: told.label ?? label(field, told.value), yours: label(field, mine) }), [
      [say("keepTheirs"), () => { settle(); waiting.delete(name); drafts.drop(name); put(field, told.value); onSaved?.(told, field); }],
      [say("keepMine"), () => { settle(); change(field, 0); }],
    ]);
    return "conflict";
  }

  for (const field of fields()) {
    const kept = drafts.get(field.dataset.field);
    // Who is quicker than this script, or comes back to a page the browser kept, has changed things nobody heard of.
    if (value(field) !== shownAtFirst(field)) change(field, 0);
    else if (typeof kept?.value !== "string" || kept.value === value(field)) drafts.drop(field.dataset.field);
    else offer(field, kept.version === field.dataset.version ? say("draft", { words: label(field, kept.value) }) : say("draftOver", { words: label(field, kept.value), theirs: label(field, value(field)) }), [
      [say("draftUse"), () => { put(field, kept.value); change(field, 0); }],
      [say("draftDrop"), () => drafts.drop(field.dataset.field)],
    ]);
  }

  form.addEventListener("input", (event) => {
    const field = event.target.closest("[data-field]");
    if (!field) return;
    if (event.target.matches("input[type=radio]")) return;
    onValue?.(field);
    change(field, PAUSE);
  });
  form.addEventListener("change", (event) => {
    const field = event.target.closest("[data-field]");
    if (!field) return;
    onValue?.(field);
    change(field, 0);
  });
  // Whatever form of the page is sent, it is sent after what was changed before: the page that comes back would show it
  // unsaved. The scorecard itself carries every field, so only a save that is under way has to end.
  document.addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    if (target === form && !held) waiting.clear();
    if (held === target || !(flight || nextWaiting())) return;
    event.preventDefault();
    if (held) return;
    held = true;
    clearTimeout(timer);
    await flush();
    held = target;
    target.requestSubmit(submitter);
    held = false;
  }, true);
  addEventListener("online", flush);
  addEventListener("pagehide", () => { for (const [name, words] of waiting) if (!conflicts.has(name)) post(find(name), words); });
}
