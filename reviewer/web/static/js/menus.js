// Menus are <details>; this closes them on Escape and on a click elsewhere, and lets the theme be chosen.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-choice]")) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
}

for (const group of document.querySelectorAll("[data-themes]")) {
  group.hidden = false;
  choose(document.documentElement.dataset.theme ?? "system");
  group.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme-choice]")?.dataset.themeChoice;
    if (!theme) return;
    choose(theme);
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  });
}
