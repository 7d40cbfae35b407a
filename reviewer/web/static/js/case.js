// Two texts side by side: lighting a passage shows it in both, and scrolling one brings the other to the nearest shared passage.
import { light } from "./light.js";

document.addEventListener("run-chosen", ({ detail }) => light([detail.at(-1)]));

const panes = [...document.querySelectorAll("[data-pair] [data-pane]")];
let leader = null;

function middle(pane, run) {
  return run.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
}

function follow(pane, other) {
  const runs = [...pane.querySelectorAll(".match[data-ids]")];
  const near = runs.reduce((best, run) => (best && Math.abs(middle(pane, best)) <= Math.abs(middle(pane, run)) ? best : run), null);
  if (!near || Math.abs(middle(pane, near)) > pane.clientHeight / 2) return;
  const twin = near.dataset.ids.split(" ").map((id) => other.querySelector(`[data-ids~="${CSS.escape(id)}"]`)).find(Boolean);
  if (twin) other.scrollTop += middle(other, twin) - middle(pane, near);
}

if (panes.length === 2) {
  for (const pane of panes) {
    for (const sign of ["pointerenter", "pointerdown", "wheel", "keydown"]) pane.addEventListener(sign, () => { leader = pane; }, { passive: true });
    pane.addEventListener("scroll", () => { if (leader === pane) requestAnimationFrame(() => follow(pane, panes.find((one) => one !== pane))); }, { passive: true });
  }
}
document.addEventListener("lit", () => { leader = null; });
