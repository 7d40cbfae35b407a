"""Count what marking one paper takes, by keyboard and by mouse: `python -m bench.keystrokes` (needs Chromium).

A running service, a paper of some 900 words under a rubric of ten marks, a chair in a real browser who does the same
work twice: from the list of papers to the saved final mark and the next paper, with ten marks, three comments on
passages (one out of the bank), two decisions on key questions and an overall comment. Every key press and every
click is counted where it happens; a chord counts each of its keys, drawing a selection counts as one click, prose
(words nobody can avoid writing) is counted by itself. Beside it stands the same work in a spreadsheet and a word
processor, added up from the table in docs/desk.md.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from bench.running import service
from bench.seeding import PASSWORD, Seeded, hand_in, house_of, seed, unfinished
from reviewer.domain.bank import BankEntry
from reviewer.models import User
from reviewer.services import accounts, bank
from reviewer.services.bank import Holder
from reviewer.work import House

_DOCS = Path(__file__).parents[1] / "docs" / "desk.md"
_ROW = re.compile(r"^\| (?P<step>[^|]+?) \| (?P<clicks>\d+) \| (?P<keys>\d+) \| (?P<times>\d+) \|$", re.MULTILINE)
_MARKS = 10
_PASSAGES = (3, 6, 9)
"""The sentences that are commented on, counted from the first."""
_FIRST, _SECOND, _BLANK = "Which year was this?", "Say who pays for it.", "the sirens"
_OVERALL = "A clear paper with a plan; name your sources."


@dataclass
class Hand:
    """A chair's hand on a page, that counts what it does."""

    page: Page
    keys: int = 0
    clicks: int = 0
    scrolls: int = 0
    prose: int = 0
    steps: list[tuple[str, int, int]] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Press keys one after another; "Control+Enter" is two."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += key.count("+") + 1

    def write(self, words: str) -> None:
        """Write prose."""
        self.page.keyboard.type(words)
        self.prose += len(words)

    def click(self, target: Locator) -> None:
        """Click once; what is out of sight is scrolled to first."""
        self._reach(target)
        target.click()
        self.clicks += 1

    def draw(self, target: Locator) -> None:
        """Draw a selection over all words of a place of the page."""
        self._reach(target)
        target.evaluate("(one) => getSelection().selectAllChildren(one)")
        self.clicks += 1

    def _reach(self, target: Locator) -> None:
        box, view = target.bounding_box(), self.page.viewport_size
        if box is None or view is None or box["y"] < 0 or box["y"] + box["height"] > view["height"]:
            self.scrolls += 1

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A part of the work, for the list."""
        keys, clicks = self.keys, self.clicks
        yield
        self.steps.append((name, self.keys - keys, self.clicks - clicks))


def main(argv: Sequence[str] | None = None) -> int:
    """Do the work twice and print what it took, beside the table of the other way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, service(Path(folder), SEMANTIC="off") as running:
        seeded = _prepared(house_of(running.environment))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=["--no-sandbox"]
            )
            for name, work in (("by keyboard", by_keyboard), ("by mouse", by_mouse)):
                hand = _at_the_list(browser, f"http://127.0.0.1:{running.port}", seeded)
                work(hand)
                _tell(name, hand)
            browser.close()
    clicks, keys = beside()
    print(f"by spreadsheet and word processor: {keys} keys, {clicks} clicks, {keys + clicks} acts (docs/desk.md)")
    return 0


def _prepared(house: House) -> Seeded:
    """Three papers, read and checked, and a comment in the chair's own bank."""
    seeded = seed(house, papers=3)
    hand_in(house, seeded)
    while unfinished(house):
        time.sleep(0.5)
    committee_id, address = seeded.chairs[0]
    with house.work() as work:
        person = work.session.query(User).filter_by(email=address).one()
        actor = accounts.load_actor(work.session, person.id)
        assert actor is not None
        entry = BankEntry("source", "Name your source for {claim}.", "citations", Decimal(-1))
        bank.keep(work, actor, committee_id=committee_id, holder=Holder.MINE, entry=entry)
    return seeded


def _at_the_list(browser: Browser, home: str, seeded: Seeded) -> Hand:
    """The chair, signed in, before the list of papers; nothing is counted yet."""
    committee_id, address = seeded.chairs[0]
    page = browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce").new_page()
    page.goto(f"{home}/sign-in?next=/committees/{committee_id}/queue")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-rows]")).to_be_visible()
    return Hand(page)


def _ready(page: Page) -> None:
    expect(page.get_by_role("button", name="Keys")).to_be_visible()


def by_keyboard(hand: Hand) -> None:
    """The whole work by keys alone."""
    page = hand.page
    with hand.step("open the next paper without a score"):
        hand.press("n")
        _ready(page)
    with hand.step(f"{_MARKS} marks"):
        for number in range(_MARKS):
            hand.press(*("3", "n") if number < _MARKS - 1 else "3")
    with hand.step("3 comments on passages, one out of the bank"):
        for number, words in enumerate((_FIRST, _SECOND, None)):
            hand.press(*("s" for _ in range(_PASSAGES[number] - (_PASSAGES[number - 1] if number else 0))), "c")
            if words is None:
                hand.press("/", "s", "o", "Enter")
            hand.write(words or _BLANK)
            hand.press("Control+Enter")
            expect(page.locator("#comment-list .said")).to_have_count(number + 1)
            _ready(page)
    with hand.step("2 decisions on questions"):
        hand.press("q", "y", "3")
    with hand.step("overall comment"):
        hand.press("o")
        hand.write(_OVERALL)
        hand.press("Escape")
    with hand.step("mark as final, and the next paper"):
        hand.press("f")
        expect(page.locator("[data-reopen]")).to_be_visible()
        _ready(page)
        hand.press("n")
        expect(page.locator("[data-final]")).to_be_visible()


def by_mouse(hand: Hand) -> None:
    """The whole work by clicks, with keys for prose and for the slash that opens the bank."""
    page = hand.page
    with hand.step("open the next paper without a score"):
        hand.click(page.get_by_role("link", name="Next unscored"))
        _ready(page)
    with hand.step(f"{_MARKS} marks"):
        for criterion in page.locator("[data-criterion]").all():
            hand.click(criterion.locator("label:has(+ .words)").nth(2))
    blocks = page.locator("#paper p.block")
    with hand.step("3 comments on passages, one out of the bank"):
        for number, words in enumerate((_FIRST, _SECOND, None)):
            hand.draw(blocks.nth(number + 2))
            hand.click(page.get_by_role("button", name="Comment", exact=True))
            if words is None:
                hand.press("/")
                hand.click(page.locator(".slash-row").first)
            hand.write(words or _BLANK)
            hand.click(page.get_by_role("button", name="Add the comment"))
            expect(page.locator("#comment-list .said")).to_have_count(number + 1)
            _ready(page)
    with hand.step("2 decisions on questions"):
        hand.click(page.get_by_role("tab", name="Questions"))
        questions = page.locator("[data-question]")
        hand.click(questions.nth(0).get_by_role("button", name="Agree"))
        hand.click(questions.nth(1).get_by_role("button", name="Not answered"))
    with hand.step("overall comment"):
        hand.click(page.get_by_role("tab", name="Score"))
        hand.click(page.get_by_label("Overall comment"))
        hand.write(_OVERALL)
    with hand.step("mark as final, and the next paper"):
        hand.click(page.get_by_role("button", name="Mark as final"))
        hand.click(page.get_by_role("link", name="Next unscored"))
        expect(page.locator("[data-final]")).to_be_visible()


def _tell(name: str, hand: Hand) -> None:
    acts = hand.keys + hand.clicks
    print(f"{name}: {hand.keys} keys, {hand.clicks} clicks, {acts} acts, {hand.scrolls} scrolls, {hand.prose} of prose")
    for step, keys, clicks in hand.steps:
        print(f"    {step}: {keys} keys, {clicks} clicks")


def beside(docs: str | None = None) -> tuple[int, int]:
    """Clicks and keys of the other way: each row of the table in docs/desk.md, times how often it is done."""
    _before, _head, table = (docs if docs is not None else _DOCS.read_text(encoding="utf-8")).partition("| Step |")
    rows = list(_ROW.finditer(table))
    if not rows:
        raise ValueError("docs/desk.md has no table of steps with clicks, keys and times")
    return tuple(sum(int(row[name]) * int(row["times"]) for row in rows) for name in ("clicks", "keys"))  # type: ignore[return-value]  # two by two


if __name__ == "__main__":
    sys.exit(main())
