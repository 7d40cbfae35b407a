// "Mark as final" by button or key: what is missing is said and the first gap gets the focus, before anything is sent.
import { say } from "./phrases.js";

export function finishing(criteria, isMarked, { tell, focusOn }) {
  const button = document.querySelector("[data-final]");
  const reopening = document.querySelector("[data-reopen]");

  function isHeldBack() {
    const gaps = criteria().filter((one) => !isMarked(one) && !("optional" in one.dataset));
    if (!gaps.length) return false;
    tell(say("missing", { criteria: gaps.map((one) => one.dataset.title).join("; ") }), "fault");
    focusOn(gaps[0]);
    return true;
  }

  button?.addEventListener("click", (event) => { if (isHeldBack()) event.preventDefault(); });

  return {
    finish: () => { if (!button) return false; button.click(); return true; },
    reopen: () => { if (!reopening) return false; reopening.requestSubmit(); return true; },
  };
}
