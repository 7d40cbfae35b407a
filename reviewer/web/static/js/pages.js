// Text or pages. The pages come when they are first asked for, and stay beside the hidden text: both carry the same marks, so
// that light.js and selection.js work on either. Which of them is shown is remembered on this device.
import { listen } from "./keys.js";

const KEPT = "desk-view";
const ZOOM = "desk-zoom";
const paper = document.getElementById("paper");
const views = paper.querySelector("[data-views]");
const text = paper.querySelector("[data-text]");
let pages = paper.querySelector("[data-pages]");
let coming = null;

const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* forbidden: it holds for this page only */ } };

function mark(links, wanted) {
  for (const link of links) if (wanted(link)) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
}

function zoom(name) {
  pages.dataset.zoom = name;
  mark(pages.querySelectorAll("[data-zoom-to]"), (link) => link.dataset.zoomTo === name);
}

// A page that cannot be drawn says so in its own place, where it can be asked for again.
function drawn(page, isDrawn) {
  page.querySelector(".page-sheet").hidden = !isDrawn;
  page.querySelector("[data-undrawn]").hidden = isDrawn;
}

function again(page) {
  drawn(page, true);
  const image = page.querySelector("img");
  const { src, srcset } = image;
  image.removeAttribute("srcset");
  image.removeAttribute("src");
  Object.assign(image, { src, srcset });
}

function ready() {
  for (const image of pages.querySelectorAll("img")) {
    const page = image.closest(".page");
    image.addEventListener("error", () => drawn(page, false));
    // It may have failed before this script came. An image that waits for its turn has no address yet, or is not complete.
    if (image.complete && image.currentSrc && !image.naturalWidth) drawn(page, false);
  }
  pages.addEventListener("click", (event) => {
    const retry = event.target.closest("[data-again]");
    if (retry) return again(retry.closest(".page"));
    const link = event.target.closest("[data-zoom-to]");
    if (!link) return;
    event.preventDefault();
    zoom(link.dataset.zoomTo);
    keep(ZOOM, link.dataset.zoomTo);
  });
  if (kept(ZOOM)) zoom(kept(ZOOM));
}

async function fetched() {
  const answer = await fetch(views.dataset.part, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-pages]");
  text.after(part);
  pages = part;
  ready();
  // What is lit in the text is lit on the pages, too.
  const lit = text.querySelector(".is-lit");
  if (lit) for (const one of pages.querySelectorAll("[data-ids]")) if (one.dataset.ids.split(" ").some((id) => lit.dataset.ids.split(" ").includes(id))) one.classList.add(...[...lit.classList].filter((name) => /^(is-)?lit/.test(name)));
}

const isPages = () => Boolean(pages) && !pages.hidden;

async function show(name) {
  const link = views.querySelector(`[data-view="${name}"]`);
  if (name === "text" && !text) return location.assign(link.href);
  if (name === "pages" && !pages) {
    views.setAttribute("aria-busy", "true");
    try { await (coming ??= fetched()); } catch { coming = null; return location.assign(link.href); } finally { views.removeAttribute("aria-busy"); }
  }
  if (text) text.hidden = name === "pages";
  if (pages) pages.hidden = name !== "pages";
  mark(views.querySelectorAll("[data-view]"), (one) => one === link);
  paper.querySelector(`${name === "pages" ? "[data-pages]" : "[data-text]"} .is-lit`)?.scrollIntoView({ block: "center" });
}

function choose(name) {
  keep(KEPT, name);
  show(name);
  return true;
}

paper.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(link.dataset.view);
});

document.addEventListener("lit", () => {
  const note = pages?.querySelector("[data-not-here]");
  if (note) note.hidden = !isPages() || Boolean(pages.querySelector(".is-lit"));
});

listen({ p: () => choose(isPages() ? "text" : "pages") });

if (pages) ready();
else if (kept(KEPT) === "pages" && !new URLSearchParams(location.search).has("view")) show("pages");
