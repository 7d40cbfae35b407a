// Lighting passages: an element with data-lights="id id" names spans; every run that carries one of them lights up.
// Runs may belong to several spans; the colour of the light tells which kind was asked for.
const LIT = { match: "lit-match", comment: "lit-comment", evidence: "lit-evidence" };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function putOut(root = document) {
  for (const lit of root.querySelectorAll(".is-lit")) lit.classList.remove("is-lit", ...Object.values(LIT));
  for (const open of root.querySelectorAll(".item.is-open")) open.classList.remove("is-open");
}

function reveal(node) {
  node.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

export function light(ids) {
  putOut();
  const look = LIT[ids[0]?.split("-")[0]] ?? LIT.evidence;
  for (const paper of document.querySelectorAll("[data-paper]")) {
    const lit = [...paper.querySelectorAll("[data-ids]")].filter((run) => run.dataset.ids.split(" ").some((id) => ids.includes(id)));
    lit.forEach((run) => run.classList.add("is-lit", look));
    if (lit.length) reveal(lit[0]);
  }
}

// The item in the tools that speaks of a span.
export function itemOf(id) {
  return document.getElementById(id)?.closest(".item") ?? document.querySelector(`.item [data-lights~="${CSS.escape(id)}"]`)?.closest(".item");
}

function follow(event) {
  const source = event.target.closest("[data-lights]");
  const ids = source?.dataset.lights.split(" ").filter(Boolean) ?? [];
  if (!ids.length) return;
  if (event.type === "click") event.preventDefault();
  light(ids);
  source.closest(".item")?.classList.add("is-open");
  document.dispatchEvent(new CustomEvent("lit", { detail: { ids, source } }));
}

document.addEventListener("click", (event) => { if (event.target.closest("a[data-lights], button[data-lights]")) follow(event); });
document.addEventListener("focusin", (event) => { if (event.target.matches("textarea[data-lights], input[data-lights]")) follow(event); });

// A click on a mark in the paper asks for the item that explains it.
document.addEventListener("click", (event) => {
  const run = event.target.closest("[data-paper] [data-ids]");
  if (!run || event.target.closest("a") || !getSelection().isCollapsed) return;
  document.dispatchEvent(new CustomEvent("run-chosen", { detail: run.dataset.ids.split(" ") }));
});
