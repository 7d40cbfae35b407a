// Words come from the page, already in the reader's language. Braces are filled here.
const holder = document.getElementById("phrases");

export function say(name, values = {}) {
  const words = holder?.dataset[name] ?? "";
  return words.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export const language = document.documentElement.lang || "en";

export function icon(name) {
  const sample = document.querySelector("svg.icon use");
  const sprite = sample ? sample.getAttribute("href").split("#")[0] : "/static/icons.svg";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
