// Ways out of a field by keys: Ctrl Enter sends the words that are being written, Esc goes back to where single keys work,
// Enter in a mark goes on to the next gap (a form's own Enter would press its first button).
const FIELDS = "textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])";

export function leaveFields(desk, form, { nextGap, home }) {
  desk.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if (key === "Enter" && target.form === form && target.matches("input")) {
      event.preventDefault();
      nextGap();
    } else if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.closest("form") && !target.matches("button")) {
      event.preventDefault();
      const writing = target.closest("form");
      if (writing === form) home(target);
      else writing.requestSubmit(writing.querySelector(".own-words button, button:not([name=insert], [name=ruling])"));
    } else if (key === "Escape" && target.matches(FIELDS)) {
      event.preventDefault();
      event.stopPropagation();
      home(target);
    }
  });
}
