// The comment bank at the tip of the fingers: "/" in a comment box opens a list, filtered by what is typed on. The
// entries are the options of the bank's own select, so that without this script a select and a button do the same.
// Words in braces are asked for one after another: Tab goes to the next, Esc leaves them.
import { element, say } from "./phrases.js";

const TOKEN = /(?:^|\s)(\/([\p{L}\d-]*))$/u;
const BLANK = /\{[^{}]+\}/g;
const MOST = 8;
const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export function slashComments(root) {
  const select = root.querySelector("[data-bank]");
  if (!select) { sayEmpty(root); return; }
  const entries = [...select.querySelectorAll("option[data-name]")]
    .map((option) => ({ id: option.value, text: option.textContent, ...option.dataset }))
    .sort((a, b) => Number(b.uses) - Number(a.uses));
  root.querySelector("[data-bank-field]").hidden = true;
  for (const box of root.querySelectorAll("textarea[data-slash]")) offer(box, entries);
}

// With nothing to offer, the slash says so and where comments are put in.
function sayEmpty(root) {
  const words = root.querySelector("[data-bank-empty]");
  if (!words) return;
  for (const box of root.querySelectorAll("textarea[data-slash]")) {
    box.addEventListener("input", () => {
      if (words.previousElementSibling !== box) box.after(words);
      words.hidden = !TOKEN.test(box.value.slice(0, box.selectionStart));
    });
  }
}

function offer(box, entries) {
  const list = element("div", { className: "slash-list", id: `${box.id}-bank`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("bank"));
  box.after(list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  let found = [];
  let here = 0;
  let blanks = false;

  const token = () => (box.selectionStart === box.selectionEnd ? TOKEN.exec(box.value.slice(0, box.selectionStart)) : null);

  function close() {
    list.hidden = true;
    box.removeAttribute("aria-activedescendant");
  }

  function point(place) {
    here = (place + found.length) % found.length;
    [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === here)));
    box.setAttribute("aria-activedescendant", list.children[here].id);
    list.children[here].scrollIntoView({ block: "nearest" });
  }

  function look() {
    const typed = token();
    if (!typed) { close(); return; }
    const wanted = plain(typed[2]);
    const begins = (one) => plain(one.name).startsWith(wanted);
    found = entries.filter((one) => plain(`${one.name} ${one.text}`).includes(wanted));
    found = [...found.filter(begins), ...found.filter((one) => !begins(one))].slice(0, MOST);
    if (!found.length) { close(); return; }
    list.replaceChildren(...found.map((one, index) => {
      const row = element("div", { id: `${list.id}-${index}`, className: "slash-row" }, element("strong", { textContent: `/${one.name}` }), ` ${one.text}`);
      row.setAttribute("role", "option");
      row.addEventListener("pointerdown", (event) => { event.preventDefault(); insert(one); });
      return row;
    }));
    list.hidden = false;
    point(0);
  }

  function insert(one) {
    const start = box.selectionStart - token()[1].length;
    close();
    box.setRangeText(one.text, start, box.selectionStart, "end");
    box.form.append(element("input", { type: "hidden", name: "bank", value: one.id }));
    fillPlace(one);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    blanks = true;
    if (!nextBlank(start)) blanks = false;
  }

  // The criterion and points of the comment are proposed where nothing was chosen yet.
  function fillPlace(one) {
    const { on, points } = box.form.elements;
    if (!on || on.value || !one.on) return;
    const choice = [...on.options].find((option) => option.value === one.on || option.value.startsWith(`${one.on}--`));
    if (!choice) return;
    on.value = choice.value;
    points.value = one.points;
    on.closest("details").open = true;
  }

  function nextBlank(from) {
    BLANK.lastIndex = from;
    const blank = BLANK.exec(box.value);
    if (!blank) return false;
    box.setSelectionRange(blank.index, blank.index + blank[0].length);
    return true;
  }

  box.addEventListener("input", look);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    const acts = { ArrowDown: () => point(here + 1), ArrowUp: () => point(here - 1), Enter: () => insert(found[here]), Tab: () => insert(found[here]), Escape: close };
    if (!list.hidden && acts[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      acts[event.key]();
    } else if (blanks && event.key === "Escape") {
      event.stopPropagation();
      blanks = false;
      box.setSelectionRange(box.selectionEnd, box.selectionEnd);
    } else if (blanks && event.key === "Tab" && !event.shiftKey) {
      blanks = nextBlank(box.selectionEnd);
      if (blanks) event.preventDefault();
    }
  });
}
