// Select words in the paper -> a button -> the comment form knows where they stand. Offsets count code points, as the server
// does, not the browser's UTF-16 units.
import { element, icon, say } from "./phrases.js";

const points = (text) => [...text].length;

function within(run, node, offset) {
  const before = document.createRange();
  before.selectNodeContents(run);
  before.setEnd(node, offset);
  return before.toString();
}

// The selected part of one run: where it starts in the document, and its words.
function part(run, range) {
  const text = run.textContent;
  const from = run.contains(range.startContainer) ? within(run, range.startContainer, range.startOffset).length : 0;
  const to = run.contains(range.endContainer) ? within(run, range.endContainer, range.endOffset).length : text.length;
  return { run, start: Number(run.dataset.start) + points(text.slice(0, from)), words: text.slice(from, to) };
}

// The white space between two runs stands in the document, not in the page: a new block begins a new line.
function gap(before, next) {
  if (before.run.closest(".block") !== next.run.closest(".block")) return "\n";
  return before.start + points(before.words) < next.start ? " " : "";
}

const joined = (parts) => parts.map((one, at) => (at ? gap(parts[at - 1], one) : "") + one.words).join("");

export function chosenSpan(paper) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const parts = [...paper.querySelectorAll("[data-start]")].filter((run) => range.intersectsNode(run)).map((run) => part(run, range)).filter((one) => one.words);
  if (!parts.length || !parts.some((one) => one.words.trim())) return null;
  const last = parts.at(-1);
  const first = parts[0];
  const start = first.start + points(first.words) - points(first.words.trimStart());
  const end = last.start + points(last.words.trimEnd());
  return end > start ? { start, end, quote: joined(parts).trim(), box: range.getBoundingClientRect() } : null;
}

// With other words, what was wrong with those before is over.
function forgive(field) {
  const fault = `${field.id}-error`;
  document.getElementById(fault)?.remove();
  field.removeAttribute("aria-invalid");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== fault).join(" ");
  if (described) field.setAttribute("aria-describedby", described); else field.removeAttribute("aria-describedby");
}

function fill(form, span) {
  forgive(form.elements.quote);
  form.elements.start.value = span.start;
  form.elements.end.value = span.end;
  form.elements.quote.value = span.quote;
}

export function commentOnSelection(paper, form, openTab) {
  const button = element("button", { type: "button", className: "button primary small select-comment", hidden: true }, icon("message-square"), say("comment"));
  document.body.append(button);
  let span = null;
  const look = () => {
    span = chosenSpan(paper);
    button.hidden = !span;
    if (!span) return;
    button.style.top = `${scrollY + span.box.bottom + 6}px`;
    button.style.left = `${Math.max(8, scrollX + span.box.left)}px`;
  };
  // Without selected words the comment is on the whole paper. A finger on the button may have put the selection out.
  const write = (found = chosenSpan(paper)) => {
    if (found) fill(form, found);
    getSelection().removeAllRanges();
    button.hidden = true;
    openTab("comments");
    form.elements.text.focus();
    return true;
  };
  document.addEventListener("selectionchange", look);
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => write(span));
  form.elements.quote.addEventListener("input", () => {
    form.elements.start.value = form.elements.end.value = "";
    forgive(form.elements.quote);
  });
  form.querySelector("[data-bank]")?.addEventListener("change", (event) => {
    const words = event.target.value && event.target.selectedOptions[0].textContent;
    if (words) form.elements.text.value = form.elements.text.value ? `${form.elements.text.value} ${words}` : words;
    form.elements.text.focus();
  });
  return () => write();
}
