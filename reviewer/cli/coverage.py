"""Find which key questions a paper seems to answer, and the sentences that show it; `--batch` covers committees."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from reviewer.cli import inputs
from reviewer.cli.guide import GUIDE_LIMITS
from reviewer.engine import encoder as encoders
from reviewer.engine.candidates import PaperText
from reviewer.engine.coverage import Asked, QuestionTopic, cover_each, remarks
from reviewer.engine.document import Limits, Unreadable
from reviewer.engine.encoder import Encoder
from reviewer.engine.guide import read_guide
from reviewer.engine.readers import plain
from reviewer.engine.report import ENGINE_VERSION, Question, TopicCoverage

DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2
PAPER_LIMITS = Limits()
BATCH_LIMITS = Limits(bytes=1_000_000_000)
_IN_WORDS = {"covered": "likely answered", "partly": "look here", "missing": "likely missing"}
_TRAPS = {"restated": "the question is repeated in the paper", "guide_pasted": "the guide's own words are pasted"}
_IN_SENTENCES = {
    "off_topic": "! No question seems to be answered: the paper may be off its topics.",
    "topic_missing": "! No part of the paper speaks of {}.",
    "topic_empty": "! What the paper says of {} seems to answer none of its questions.",
}


class Usage(Exception):
    """The arguments cannot be followed; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The topics to cover, the guide they came from ("" when they came from a list), and the papers' seat if said."""

    topics: tuple[QuestionTopic, ...]
    guide: str = ""
    seat: tuple[str, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `reviewer coverage` takes."""
    parser.add_argument("papers", nargs="*", metavar="PAPER", help="files or folders; several papers are one committee")
    parser.add_argument("--guide", metavar="FILE", help="the background guide that asks the questions")
    parser.add_argument("--topic", type=int, metavar="N", help="only the guide's topic N, counted from 1")
    parser.add_argument(
        "--questions", metavar="FILE", help="instead of a guide: one question a line, a hint after a tab"
    )
    parser.add_argument(
        "--batch", metavar="FILE", help="JSON lines of papers with their questions; one JSON line for each"
    )
    parser.add_argument(
        "--seat", action="append", default=[], metavar="NAME", help="the state or body the papers speak for"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Cover as `args` asks; returns the exit status."""
    encoder = encoders.load(args.semantic)
    try:
        _check(args)
        if args.batch:
            return run_batch(_lines(args.batch, BATCH_LIMITS), encoder)
        asking = _from_guide(args.guide, args.topic) if args.guide else _from_list(args.questions)
    except Unreadable as error:
        return _stop(f"{args.batch or args.guide or args.questions}: {error.message}")
    except Usage as error:
        return _stop(str(error))
    return _run_papers(args.papers, replace(asking, seat=tuple(args.seat)), encoder, as_json=args.json)


def _stop(message: str) -> int:
    sys.stderr.write(f"reviewer coverage: {message}\n")
    return WRONG_USAGE


def _check(args: argparse.Namespace) -> None:
    if args.batch and (args.papers or args.guide or args.questions):
        raise Usage("--batch names papers and questions itself; leave the other arguments out.")
    if args.batch:
        return
    if not args.papers:
        raise Usage("name a paper, or a list of papers with --batch.")
    if bool(args.guide) == bool(args.questions):
        raise Usage("say where the questions are: either --guide FILE or --questions FILE.")
    if args.topic is not None and not args.guide:
        raise Usage("--topic counts the topics of a guide; add --guide FILE.")


def _lines(name: str, limits: Limits) -> list[str]:
    """The lines of a list; a list is written by the user, not uploaded, and decoding runs nothing in it."""
    return plain.decode(inputs.read_bytes(name, limits=limits)).splitlines()


def _from_guide(name: str, number: int | None) -> Asking:
    document = inputs.read(name, limits=GUIDE_LIMITS)
    topics = [
        QuestionTopic(topic.title.value, tuple(Question(question.value) for question in topic.questions))
        for topic in read_guide(document).topics
    ]
    if number is not None and not 1 <= number <= len(topics):
        raise Usage(f"the guide has {len(topics)} topics; --topic {number} is none of them.")
    chosen = topics if number is None else [topics[number - 1]]
    if not any(topic.questions for topic in chosen):
        raise Usage(f"no key questions were found in {name}; write them into a file, one a line, and use --questions.")
    return Asking(tuple(chosen), document.text)


def _from_list(name: str) -> Asking:
    questions = []
    for line in _lines(name, PAPER_LIMITS):
        text, _, hint = line.partition("\t")
        if text.strip():
            questions.append(Question(text.strip(), hint.strip() or None))
    if not questions:
        raise Usage(f"{name} holds no question; write one a line.")
    return Asking((QuestionTopic("", tuple(questions)),))


def _run_papers(papers: Sequence[str], asking: Asking, encoder: Encoder | None, *, as_json: bool) -> int:
    """One paper gives its answer flat, several or a folder a list under `papers`."""
    loaded, failed = inputs.load(papers, limits=PAPER_LIMITS)
    asked = [Asked(PaperText.of(item.document), asking.topics, asking.guide, asking.seat) for item in loaded]
    results = cover_each(asked, encoder)
    answers: list[dict[str, Any]] = [
        {"file": item.name, **_answer(result)} for item, result in zip(loaded, results, strict=True)
    ]
    if as_json:
        flat = len(papers) == 1 and not Path(papers[0]).is_dir()
        body = (answers[0] if answers else {"file": papers[0], "topics": []}) if flat else {"papers": answers}
        rest = {"failed": [item.to_json() for item in failed], "engine": engine_json(encoder)}
        print(json.dumps({**body, **rest}, ensure_ascii=False))
    else:
        for item, result in zip(loaded, results, strict=True):
            print(_for_a_person(item.name, item.document.text, result))
        for bad in failed:
            print(f"{bad.name}: {bad.error.message}")
    return SOME_FAILED if failed else DONE


def _answer(result: Sequence[TopicCoverage]) -> dict[str, Any]:
    return {"topics": [asdict(topic) for topic in result], "remarks": [asdict(one) for one in remarks(result)]}


def engine_json(encoder: Encoder | None) -> dict[str, Any]:
    """What computed an answer."""
    return {"version": ENGINE_VERSION, "semantic": encoder is not None}


def _for_a_person(name: str, text: str, topics: Sequence[TopicCoverage]) -> str:
    lines = [name, *(_IN_SENTENCES[one.code].format(_title(topics, one.topic)) for one in remarks(topics))]
    for topic in topics:
        lines += ["", f"{topic.title or 'Questions'}: {topic.covered:.0%} likely answered"]
        for question in topic.questions:
            lines.append(f"  [{_IN_WORDS[question.status]}] {question.question}")
            if question.trap:
                lines.append(f"      ({_TRAPS[question.trap.kind]})")
            lines += [f"      {' '.join(text[one.start : one.end].split())}" for one in question.evidence[:1]]
    return "\n".join([*lines, ""])


def _title(topics: Sequence[TopicCoverage], place: int | None) -> str:
    return topics[place].title or "the topic" if place is not None else ""


def run_batch(lines: Sequence[str], encoder: Encoder | None) -> int:
    """Cover every item of a list of JSON lines, those of one group together; one JSON line each, in order."""
    answers: dict[int, dict[str, Any]] = {}
    groups: dict[str, list[tuple[int, Any, Asked]]] = defaultdict(list)
    numbered = [(number, line) for number, line in enumerate(lines) if line.strip()]
    for number, line in numbered:
        try:
            identity, group, asked = _item(line)
            groups[group].append((number, identity, asked))
        except Usage as fault:
            answers[number] = _failure(line, number, str(fault))
    with inputs.progress("covering", 2 * sum(map(len, groups.values()))) as advance:
        for members in groups.values():
            results = cover_each([asked for _, _, asked in members], encoder, advance=advance)
            for (number, identity, _), result in zip(members, results, strict=True):
                answers[number] = {"id": identity, **_answer(result), "engine": engine_json(encoder)}
    for number, _ in numbered:
        print(json.dumps(answers[number], ensure_ascii=False))
    return SOME_FAILED if any(answer.get("ok") is False for answer in answers.values()) else DONE


def _failure(line: str, number: int, message: str) -> dict[str, Any]:
    try:
        identity = json.loads(line).get("id")
    except (ValueError, AttributeError):
        identity = None
    return {"id": identity, "ok": False, "error": {"code": "corrupt", "message": f"Line {number + 1}: {message}"}}


def _item(line: str) -> tuple[Any, str, Asked]:
    """(id, group, what is asked) of a line; raises Usage with what is wrong. A line without a group stands alone."""
    try:
        item = json.loads(line)
    except ValueError:
        raise Usage("this is not JSON; write one object a line.") from None
    if not isinstance(item, dict) or not isinstance(item.get("text"), str) or not isinstance(item.get("topics"), list):
        raise Usage('an item needs "id", "text" and "topics".')
    identity = item.get("id")
    group = json.dumps(item["group"]) if "group" in item else f"alone {identity}"
    guide = item.get("guide_text") or ""
    if not isinstance(guide, str):
        raise Usage('"guide_text" must be a string.')
    seat = item.get("seat") or []
    if not isinstance(seat, str | list):
        raise Usage('"seat" must be a name or a list of names.')
    names = (seat,) if isinstance(seat, str) else tuple(map(str, seat))
    return identity, group, Asked(PaperText(item["text"]), tuple(map(_topic, item["topics"])), guide, names)


def _topic(topic: Any) -> QuestionTopic:
    if not isinstance(topic, Mapping) or not isinstance(topic.get("questions"), list):
        raise Usage('a topic needs "title" and "questions".')
    return QuestionTopic(str(topic.get("title") or ""), tuple(_question(one) for one in topic["questions"]))


def _question(one: Any) -> Question:
    if isinstance(one, str):
        return Question(one)
    if isinstance(one, Mapping) and isinstance(one.get("question"), str):
        return Question(one["question"], str(one["hint"]) if one.get("hint") else None)
    raise Usage('a question is a string or an object {"question", "hint"}.')
