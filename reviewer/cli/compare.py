"""Find the passages that papers share with sources and with each other; `--pairs` compares thousands of pairs."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import combinations
from math import ceil
from typing import Any

from reviewer.cli import inputs
from reviewer.cli.clustering import Taken, clusters
from reviewer.engine import encoder as encoders
from reviewer.engine.document import MIB, Document, Limits, Unreadable
from reviewer.engine.encoder import Encoder
from reviewer.engine.fingerprints import document_frequency
from reviewer.engine.pairing import near_pairs
from reviewer.engine.readers import inspect, plain
from reviewer.engine.report import ENGINE_VERSION, Passage
from reviewer.engine.similarity import Prepared, Prompt, compare, prepare, prepare_prompts, similarity
from reviewer.engine.sketching import every_hash, sketch

DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2
PAPER_LIMITS = Limits()
SOURCE_LIMITS = Limits(bytes=100 * MIB, pages=2_000, characters=10_000_000, seconds=60.0, memory_mib=1536)
_COMMON_PAPERS = 4
_COMMON_SHARE = 0.2
_PAIRS_KEPT = 256
"""Prepared texts kept for the next pairs: lists of pairs come sorted, so that a text's pairs are near each other."""
_PAIRS_ALL_ALIGNED = 2_000
"""Papers times texts up to which every pair is aligned: a second's work."""
_DENSE_TEXTS = 1_000
"""Texts of which every hash fits in memory with ease; of more, one of a few is kept, as in a stored index."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Text:
    """A paper or source of this run, ready for comparison."""

    name: str
    kind: str
    document: Document
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Match:
    """A passage of one text and the other text it was found in."""

    other: Text
    passage: Passage

    def to_json(self) -> dict[str, Any]:
        """An entry of `"matches"` in the command-line contract."""
        return match_json(self.passage, self.other.name, self.other.kind)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `reviewer compare` takes."""
    parser.add_argument("papers", nargs="*", metavar="PAPER", help="files or folders")
    parser.add_argument("--source", action="append", default=[], metavar="PATH", help="file or folder to compare with")
    parser.add_argument("--question", metavar="FILE", help="key questions, one a line: restating them is no copying")
    parser.add_argument("--pairs", metavar="FILE", help="lines of paper TAB source; one JSON line of matches for each")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Compare as `args` asks; returns the exit status."""
    if bool(args.pairs) == bool(args.papers) or (args.pairs and args.source):
        return _usage("name papers, with --source for what to compare them with, or a list of pairs with --pairs.")
    try:
        prompts = _read_prompts(args.question)
    except Unreadable as error:
        return _usage(f"{args.question}: {error.message}")
    encoder = encoders.load(args.semantic)
    if args.pairs:
        try:
            lines = _read_pairs(args.pairs)
        except Unreadable as error:
            return _usage(f"{args.pairs}: {error.message}")
        return run_pairs(lines, prompts, encoder)
    return run_all(args.papers, args.source, prompts, encoder, as_json=args.json)


def _usage(message: str) -> int:
    sys.stderr.write(f"reviewer compare: {message}\n")
    return WRONG_USAGE


def _read_pairs(name: str) -> list[str]:
    """The lines of a list of paths; bytes that are no UTF-8 stay what the file system knows."""
    data = inputs.read_bytes(name, limits=SOURCE_LIMITS)
    return [line.rstrip("\r") for line in data.decode("utf-8", "surrogateescape").split("\n")]


def _read_prompts(name: str | None) -> tuple[Prompt, ...]:
    """The questions of a list, without their hints; decoding plain text runs nothing in it, so it needs no sandbox."""
    if name is None:
        return ()
    lines = plain.decode(inputs.read_bytes(name, limits=PAPER_LIMITS)).splitlines()
    return prepare_prompts(line.split("\t")[0] for line in lines if line.strip())


def run_all(
    papers: Sequence[str],
    sources: Sequence[str],
    prompts: Sequence[Prompt],
    encoder: Encoder | None = None,
    *,
    as_json: bool,
) -> int:
    """Every paper against every source and every other paper."""
    loaded, failed = inputs.load(papers, limits=PAPER_LIMITS, reader=_read)
    loaded_sources, failed_sources = inputs.load(sources, limits=SOURCE_LIMITS, reader=_read)
    texts: list[Text] = []
    with inputs.progress("preparing", len(loaded) + len(loaded_sources)) as advance:
        for kind, items in (("paper", loaded), ("source", loaded_sources)):
            for item in items:
                texts.append(Text(item.name, kind, item.document, prepare(item.document)))
                advance()
    matches = _all_matches(texts, prompts, encoder)
    answer = {
        "papers": [_paper_json(text, matches[number]) for number, text in enumerate(texts) if text.kind == "paper"],
        "clusters": _clusters(texts, matches),
        "failed": [item.to_json() for item in (*failed, *failed_sources)],
        "engine": engine_json(encoder),
    }
    if as_json:
        print(json.dumps(answer))
    else:
        _print_for_people(texts, matches, answer)
    return SOME_FAILED if failed or failed_sources else DONE


def _all_matches(texts: Sequence[Text], prompts: Sequence[Prompt], encoder: Encoder | None) -> dict[int, list[Match]]:
    """The matches of every text, by its number, each list in order of place."""
    asked = [*prompts, *(prompt for text in texts if text.kind == "source" for prompt in text.prepared.prompts)]
    common = common_phrases(texts)
    matches: dict[int, list[Match]] = defaultdict(list)
    pairs = [pair for pair in _pairs(texts) if _worth_comparing(texts[pair[0]], texts[pair[1]])]
    with inputs.progress("comparing", len(pairs)) as advance:
        for one, two in pairs:
            left, right = texts[one].prepared, texts[two].prepared
            peers = texts[one].kind == texts[two].kind == "paper"
            for passage in compare(left, right, prompts=asked, common=common, encoder=encoder, peers=peers):
                matches[one].append(Match(texts[two], passage))
                matches[two].append(Match(texts[one], passage.mirrored()))
            advance()
    for found in matches.values():
        found.sort(key=lambda match: (match.passage.start, match.passage.end, match.other.name))
    return matches


def _pairs(texts: Sequence[Text]) -> Sequence[tuple[int, int]]:
    """The pairs to align: all of a few, of many those that share enough to be more than chance; papers come first."""
    papers = sum(1 for text in texts if text.kind == "paper")
    if len(texts) * papers <= _PAIRS_ALL_ALIGNED:
        return list(combinations(range(len(texts)), 2))
    hashes = []
    with inputs.progress("looking for likely pairs", len(texts)) as advance:
        for text in texts:
            hashes.append(_asked(text.prepared, len(texts)))
            advance()
    return sorted(near_pairs(hashes, papers))


def _asked(text: Prepared, texts: int) -> frozenset[int]:
    """The hashes by which one of so many texts is found near others."""
    if texts <= _DENSE_TEXTS:
        return every_hash(text.folded, text.hashes)
    return sketch(text.folded, hashed=text.hashes).hashes


def _worth_comparing(one: Text, two: Text) -> bool:
    """Not two sources, and not a file with itself when it was named as a paper and as a source."""
    return "paper" in (one.kind, two.kind) and one.name != two.name


def common_phrases(texts: Sequence[Text]) -> frozenset[int]:
    """Hashes of k-grams found in at least four papers and a fifth of them, and in no source: everybody's words."""
    papers = [text.prepared.hashes for text in texts if text.kind == "paper"]
    least = max(_COMMON_PAPERS, ceil(_COMMON_SHARE * len(papers)))
    of_sources = {value for text in texts if text.kind == "source" for value in text.prepared.hashes}
    return frozenset(value for value, n in document_frequency(papers).items() if n >= least) - of_sources


def _paper_json(text: Text, matches: Sequence[Match]) -> dict[str, Any]:
    counted, excluded = similarity(text.prepared, (match.passage for match in matches))
    return {
        "file": text.name,
        "words": text.document.words,
        "similarity": round(counted, 4),
        "similarity_excluded": round(excluded, 4),
        "matches": [match.to_json() for match in matches],
    }


def match_json(passage: Passage, other: str, other_kind: str) -> dict[str, Any]:
    """A match as the command-line contract prints it."""
    return {"other": other, "other_kind": other_kind, **asdict(passage)}


def engine_json(encoder: Encoder | None) -> dict[str, Any]:
    """The `"engine"` key of every answer; without an encoder, translations and free paraphrases are not seen."""
    return {"version": ENGINE_VERSION, "semantic": encoder is not None}


def _clusters(texts: Sequence[Text], matches: dict[int, list[Match]]) -> list[list[str]]:
    """Papers joined, directly or through others, by passages that count for either of them; in the papers' order."""
    papers = [text.name for text in texts if text.kind == "paper"]
    between: list[tuple[str, str, Passage]] = []
    taken: Taken = defaultdict(lambda: defaultdict(list))
    for number, found in matches.items():
        for match in found:
            if texts[number].kind == "paper" and match.passage.excluded is None:
                if match.other.kind == "paper":
                    between.append((texts[number].name, match.other.name, match.passage))
                else:
                    spans = taken[texts[number].name][match.other.name]
                    spans.append((match.passage.start, match.passage.end))
    return clusters(papers, between, taken)


def _print_for_people(texts: Sequence[Text], matches: dict[int, list[Match]], answer: dict[str, Any]) -> None:
    papers = [number for number, text in enumerate(texts) if text.kind == "paper"]
    for number, paper in zip(papers, answer["papers"], strict=True):
        print(f"{paper['file']}: {paper['words']} words, {paper['similarity']:.0%} shared with other texts")
        for match in matches[number]:
            if match.passage.excluded is None:
                print(f"  {_sentence(texts[number], match)}")
        left_out = sum(1 for match in matches[number] if match.passage.excluded)
        if left_out:
            print(f"  ({left_out} more not counted: titles, names, quotations, references and the like)")
    for group in answer["clusters"]:
        print(f"These papers share passages: {', '.join(group)}")
    for failure in answer["failed"]:
        print(f"{failure['file']}: {failure['error']['message']}", file=sys.stderr)


def _sentence(text: Text, match: Match) -> str:
    passage = match.passage
    quote = " ".join(text.document.text[passage.start : passage.end].split())
    shown = quote if len(quote) <= 2 * _SHOWN else f"{quote[:_SHOWN]} ... {quote[-_SHOWN:]}"
    page = text.document.page_at(passage.start)
    place = f"page {page}, " if page else ""
    return f"{place}{passage.kind} ({passage.score:.0%}) with {match.other.name}: {shown}"


def run_pairs(lines: Sequence[str], prompts: Sequence[Prompt], encoder: Encoder | None = None) -> int:
    """One JSON line for each pair, in order, printed as soon as it is known."""
    failed = False
    for line in lines:
        if line.strip():
            answer = _pair_json(line, prompts, encoder)
            failed = failed or not answer["ok"]
            print(json.dumps(answer), flush=True)
    return SOME_FAILED if failed else DONE


def _pair_json(line: str, prompts: Sequence[Prompt], encoder: Encoder | None) -> dict[str, Any]:
    names = line.split("\t")
    if len(names) != 2:
        message = "Write two paths with one tab between them: the paper and the source."
        error_json = {"code": "bad_line", "message": message}
        return {"id": line, "ok": False, "error": error_json, "engine": engine_json(encoder)}
    try:
        paper, source = _prepared(names[0], PAPER_LIMITS), _prepared(names[1], SOURCE_LIMITS)
    except Unreadable as error:
        return {"id": line, "ok": False, "error": error.to_json(), "engine": engine_json(encoder)}
    passages = compare(paper, source, prompts=prompts, encoder=encoder)
    matches = [match_json(passage, names[1], "source") for passage in passages]
    return {"id": line, "ok": True, "matches": matches, "engine": engine_json(encoder)}


@lru_cache(maxsize=_PAIRS_KEPT)
def _prepared(name: str, limits: Limits) -> Prepared:
    return prepare(_read(name, limits))


def _read(name: str, limits: Limits) -> Document:
    """The Document of a file; plain text without a child of its own.

    Thousands of texts are compared in one process, and a child for each would cost more than the comparison. Plain text
    needs none: its reader decodes bytes and looks at lines, without a parser, an archive or a library that bytes could
    lead astray, and its size is bounded before. Every other type goes through the sandbox.
    """
    data = inputs.read_bytes(name, limits=limits)
    if inspect(data, name=name, limits=limits) == plain.MEDIA_TYPE:
        return plain.read(data, limits)
    return inputs.SANDBOX.read_document(data, name=name, limits=limits)
