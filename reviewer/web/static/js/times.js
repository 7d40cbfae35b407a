// The server writes the conference's time; this adds the reader's own beside it and keeps "in 3 h" true.
import { language, say } from "./phrases.js";

const MINUTE = 60_000;
const UNITS = [["day", 1440], ["hour", 60], ["minute", 1]];

export function distance(milliseconds) {
  let minutes = Math.round(Math.abs(milliseconds) / MINUTE);
  const parts = [];
  const first = UNITS.findIndex(([, size]) => minutes >= size);
  for (const [unit, size] of UNITS.slice(first < 0 ? 2 : first).slice(0, 2)) {
    const count = Math.floor(minutes / size);
    minutes -= count * size;
    if (count || (unit === "minute" && !parts.length)) parts.push(new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count));
  }
  return parts.join(" ");
}

// The offset of the written instant ("-05:00") tells the conference's clock without knowing its zone.
function writtenOffset(iso) {
  const match = /([+-])(\d\d):?(\d\d)$/.exec(iso);
  return match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

export function own(iso) {
  const moment = new Date(iso);
  if (-moment.getTimezoneOffset() === writtenOffset(iso)) return say("sameTime");
  const there = new Date(moment.getTime() + writtenOffset(iso) * MINUTE).toISOString().slice(0, 10);
  const here = new Date(moment.getTime() - moment.getTimezoneOffset() * MINUTE).toISOString().slice(0, 10);
  const style = there === here ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : { weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return say("yourTime", { time: new Intl.DateTimeFormat(language, style).format(moment) });
}

function refresh(node) {
  const gap = new Date(node.dataset.left) - Date.now();
  node.textContent = say(gap < 0 ? "past" : "future", { time: distance(gap) });
}

export function tellTimes(root = document) {
  for (const node of root.querySelectorAll("[data-yours]")) node.textContent = own(node.dataset.yours);
  for (const node of root.querySelectorAll("time[data-local]")) node.title = own(node.dateTime);
  for (const node of root.querySelectorAll("[data-left]")) refresh(node);
}

setInterval(() => document.querySelectorAll("[data-left]").forEach(refresh), MINUTE / 2);
