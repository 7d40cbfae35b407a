// Single-key commands. They rest while somebody types, and can be switched off for good (WCAG 2.1.4).
const OFF = "keys-off";

export function keysAreOn() {
  return localStorage.getItem(OFF) === null;
}

export function switchKeys(on) {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
}

// A letter is no part of a number: in a field for one, only what could be typed there is typing.
const OF_NUMBERS = /^[\d.,eE+-]$/;

function typing({ target, key }) {
  if (target.matches?.("input[type=number]")) return key.length > 1 || OF_NUMBERS.test(key);
  return target.matches?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
}

// commands: key -> function(event). A command that returns false leaves the key to the browser.
export function listen(commands) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event) || document.querySelector("dialog[open]")) return;
    const digit = /^[1-9]$/.test(event.key);
    const command = commands[digit ? "digit" : event.key];
    if (!command || (event.key !== "?" && event.key !== "Escape" && !keysAreOn())) return;
    if (command(event) !== false) event.preventDefault();
  });
}
