// What every page gets. Each part finds its own elements and leaves the page alone when there are none.
import "./menus.js";
import "./dialogs.js";
import "./rows.js";
import { tellTimes } from "./times.js";
import { enhanceUploads } from "./upload.js";

function enhance(root) {
  tellTimes(root);
  enhanceUploads(root);
}

enhance(document);
document.querySelector("[data-focus]")?.focus();
document.addEventListener("content", (event) => enhance(event.detail));
document.addEventListener("htmx:afterSettle", (event) => tellTimes(event.detail.elt.parentElement ?? document));
