// Sections become tabs (ARIA tabs pattern, activation follows the arrow keys). Without this they stand one under another.
export function makeTabs(root, onChange) {
  const list = root.querySelector("nav");
  const tabs = [...list.querySelectorAll("a")];
  const panels = tabs.map((tab) => root.querySelector(tab.hash));
  const row = document.createElement("div");
  row.className = list.className;
  row.setAttribute("role", "tablist");
  row.setAttribute("aria-label", list.getAttribute("aria-label"));
  row.append(...tabs);
  list.replaceWith(row);
  root.classList.add("has-tabs");
  tabs.forEach((tab, index) => {
    tab.role = "tab";
    tab.id = `tab-${panels[index].id}`;
    tab.setAttribute("aria-controls", panels[index].id);
    panels[index].role = "tabpanel";
    panels[index].tabIndex = -1;
    panels[index].setAttribute("aria-labelledby", tab.id);
  });
  const open = (name) => {
    const isHidden = panels.some((panel) => panel.id !== name && panel.contains(document.activeElement));
    tabs.forEach((tab, index) => {
      const here = panels[index].id === name;
      tab.setAttribute("aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
      panels[index].hidden = !here;
      if (here && isHidden) tab.focus({ preventScroll: true });
    });
    onChange(name);
  };
  row.addEventListener("click", (event) => {
    const tab = event.target.closest("a");
    if (!tab) return;
    event.preventDefault();
    open(tab.hash.slice(1));
  });
  row.addEventListener("keydown", (event) => {
    const here = tabs.indexOf(document.activeElement);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (here < 0 || next === undefined) return;
    event.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length];
    open(tab.hash.slice(1));
    tab.focus();
  });
  const asked = panels.find((panel) => panel.id === location.hash.slice(1) || panel.querySelector(location.hash || ":not(*)"));
  open(asked?.id ?? root.dataset.tab ?? panels[0].id);
  return { open };
}
