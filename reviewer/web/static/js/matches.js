// The passages that also stand elsewhere, one after another by a key: each is lit in the paper and told in the tools.
import { light } from "./light.js";

export function walkMatches(desk, tabs) {
  const items = [...desk.querySelectorAll("#similarity > .item")];
  let here = -1;

  return function step(by) {
    tabs.open("similarity");
    if (!items.length) { document.getElementById("tab-similarity").focus(); return true; }
    const focused = items.indexOf(document.activeElement?.closest(".item"));
    here = Math.min(items.length - 1, Math.max(0, (focused < 0 ? here : focused) + by));
    const item = items[here];
    const title = item.querySelector(".item-title");
    light(title.dataset.lights.split(" ").filter(Boolean));
    item.classList.add("is-open");
    title.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    return true;
  };
}
