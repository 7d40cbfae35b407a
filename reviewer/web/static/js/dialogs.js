// A confirmation is a <details> with its form inside; here it opens as a dialog, and closing it changes nothing.
import { say } from "./phrases.js";

document.addEventListener("click", (event) => {
  const summary = event.target.closest("details[data-confirm] > summary");
  if (!summary) return;
  event.preventDefault();
  ask(summary.parentElement, summary);
});

function ask(details, summary) {
  const form = details.querySelector(".confirm-in");
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", form.getAttribute("aria-labelledby"));
  dialog.append(form);
  details.append(dialog);
  details.open = true;
  const close = form.querySelector("[data-close]");
  close.hidden = false;
  close.onclick = () => dialog.close();
  dialog.addEventListener("close", () => {
    details.append(form);
    dialog.remove();
    details.open = false;
    summary.focus();
  });
  dialog.showModal();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(receiptText(document.querySelector(button.dataset.copy)));
    const words = button.lastChild;
    const before = words.textContent;
    words.textContent = say("copied");
    setTimeout(() => { words.textContent = before; }, 2000);
  });
}

function receiptText(list) {
  return [...list.querySelectorAll("dt")].map((term) => `${term.textContent}: ${term.nextElementSibling.textContent.trim()}`).join("\n");
}
