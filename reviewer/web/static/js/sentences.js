// Words of the paper by keys: a sentence at a time, then a word at a time. What is chosen is the page's own selection, so
// that a comment or an answer takes it as if it had been drawn with a mouse. A text goes on where one last was.
const EDGE = 120;

export function walkSentences(paper) {
  const nothing = { step: () => false, hasFocus: () => false };
  if (!paper?.querySelector("[data-start]")) return nothing;
  paper.tabIndex = -1;
  const memory = `place:${location.pathname}`;
  const cut = (granularity) => new Intl.Segmenter(paper.lang || document.documentElement.lang || "en", { granularity });
  const nodes = [];
  const kinds = {};
  let whole = "";

  function read() {
    for (const block of paper.querySelectorAll(".block")) {
      const from = whole.length;
      for (const run of block.querySelectorAll("[data-start]")) for (const node of run.childNodes) if (node.nodeType === Node.TEXT_NODE) {
        nodes.push({ node, at: whole.length });
        whole += node.data;
      }
      for (const [name, granularity] of [["sentence", "sentence"], ["word", "word"]]) for (const one of cut(granularity).segment(whole.slice(from))) {
        const start = from + one.index + one.segment.length - one.segment.trimStart().length;
        const end = from + one.index + one.segment.trimEnd().length;
        if (end > start && (name === "sentence" || one.isWordLike)) (kinds[name] ??= []).push([start, end]);
      }
    }
  }

  const placeOf = (node, offset) => { const found = nodes.find((one) => one.node === node); return found ? found.at + offset : null; };
  const nodeAt = (place, isEnd) => nodes.findLast((one) => (isEnd ? one.at < place : one.at <= place)) ?? nodes[0];

  function chosen() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const start = placeOf(range.startContainer, range.startOffset);
    const end = placeOf(range.endContainer, range.endOffset);
    return start === null || end === null ? null : [start, end];
  }

  function rangeOf(start, end) {
    const range = document.createRange();
    const first = nodeAt(start, false);
    const last = nodeAt(end, true);
    range.setStart(first.node, start - first.at);
    range.setEnd(last.node, end - last.at);
    return range;
  }

  function choose([start, end]) {
    const range = rangeOf(start, end);
    paper.focus({ preventScroll: true });
    getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    const { top, bottom } = range.getBoundingClientRect();
    if (top < EDGE || bottom > innerHeight - EDGE) scrollBy({ top: top - innerHeight / 3 });
    try { sessionStorage.setItem(memory, String(end)); } catch { /* forbidden: the next walk begins where the eye is */ }
    return true;
  }

  // Where nothing is chosen, a walk goes on from the last place if that can be seen, else from the first line in sight.
  function beginning(spans) {
    const kept = Number(sessionStorage.getItem(memory) ?? Number.NaN);
    const after = spans.find(([start]) => start >= kept);
    const isSeen = (span) => { const { top, bottom } = rangeOf(...span).getBoundingClientRect(); return top > EDGE / 2 && bottom < innerHeight; };
    return (after && isSeen(after) ? after : null) ?? spans.find((span) => rangeOf(...span).getBoundingClientRect().top > EDGE / 2) ?? spans[0];
  }

  // kind: "sentence" or "word"; by: 1 or -1; extend moves the end of what is chosen.
  function step(kind, by, extend) {
    if (!nodes.length) read();
    const spans = kinds[kind] ?? [];
    if (!spans.length) return false;
    const here = chosen();
    if (!here) return choose(beginning(spans));
    const [start, end] = here;
    if (extend) {
      const to = by > 0 ? spans.find((one) => one[1] > end) : spans.findLast((one) => one[1] < end && one[1] > start);
      return to ? choose([start, to[1]]) : true;
    }
    const isOne = spans.some((one) => one[0] === start && one[1] === end);
    const to = by > 0 ? spans.find((one) => (isOne ? one[0] >= end : one[0] >= start)) : spans.findLast((one) => one[0] < start);
    return choose(to ?? spans.at(by > 0 ? -1 : 0));
  }

  return { step, hasFocus: () => document.activeElement === paper && chosen() !== null };
}
