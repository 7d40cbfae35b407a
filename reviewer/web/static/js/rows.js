// j and k walk through a list of papers; Enter follows the link that has the focus.
import { listen } from "./keys.js";

const list = document.querySelector("[data-rows]");

function step(by) {
  const links = [...list.querySelectorAll("tbody th a")];
  const here = links.indexOf(document.activeElement);
  const marked = links.findIndex((link) => link.closest("tr").classList.contains("is-here"));
  const next = links[Math.min(links.length - 1, Math.max(0, here < 0 && marked < 0 ? 0 : (here < 0 ? marked : here) + by))];
  list.querySelector("tr.is-here")?.classList.remove("is-here");
  next?.closest("tr").classList.add("is-here");
  next?.focus();
}

// Who comes back from a paper goes on from its row.
list?.querySelector("tr.is-here th a")?.focus();

if (list) listen({
  j: () => step(1),
  k: () => step(-1),
  n: () => document.querySelector(".page-head a.primary")?.click(),
});
