"""From a guide's file to a confirmed committee, in clicks and seconds: `EVAL_DIR=... python -m bench.guide_setup`.

Starts `reviewer serve` in a folder of its own and sets up one committee for each guide in EVAL_DIR/guides as a member
of staff does, in headless Chromium: choose the file, read the guide, confirm. A click is a press on a button or link;
choosing the file counts as one. Seconds run from the chosen file to the page after the confirmation, without any time a
person would take to look. Beside them stands what a person would have to mend: questions and titles that differ from
EVAL_DIR/guides_truth.json, where there is one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Page, sync_playwright

from bench.running import service
from bench.seeding import PASSWORD, house_of
from reviewer.domain.states import Role
from reviewer.models import Committee, Conference
from reviewer.services import accounts, memberships
from reviewer.services.memberships import Target
from reviewer.work import House

_KINDS = (".docx", ".pdf", ".odt", ".txt")
_STAFF = "staff@measured.example"


@dataclass
class _Hand:
    """A person's hand on a page: every press is counted."""

    page: Page
    clicks: int = 0

    def choose(self, file: Path) -> None:
        self.clicks += 1
        self.page.set_input_files("#file", file)

    def press(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("button", name=name, exact=True).click()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print one line a guide."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=Path(os.environ.get("EVAL_DIR", ".")), help="the evaluation set")
    parser.add_argument("--picture", type=Path, help="keep a picture of each proposal in this folder")
    args = parser.parse_args(argv)
    guides = sorted(one for one in (args.eval / "guides").iterdir() if one.suffix.lower() in _KINDS)
    truth_file = args.eval / "guides_truth.json"
    truth = json.loads(truth_file.read_text()) if truth_file.exists() else {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, service(Path(folder), SEMANTIC="off") as running:
        house = house_of(running.environment)
        conference_id = _staffed(house)
        with sync_playwright() as playwright:
            path = shutil.which("chromium") or "/usr/bin/chromium"
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            page = browser.new_page()
            _sign_in(page, f"http://127.0.0.1:{running.port}")
            for guide in guides:
                said = next((truth[key] for key in truth if guide.name.startswith(key)), None)
                address = f"http://127.0.0.1:{running.port}/conferences/{conference_id}/setup/guide"
                print(guide.name, *_measure(house, page, address, guide, said, args.picture), sep="\t", flush=True)
            browser.close()
    return 0


def _staffed(house: House) -> int:
    with house.work() as work:
        conference = Conference(
            slug="measured",
            title="Measured conference",
            timezone="Europe/Madrid",
            languages=["en"],
            retain_until=(work.now + timedelta(days=90)).date(),
            created_at=work.now,
        )
        work.session.add(conference)
        work.session.flush()
        user = accounts.create_user(work, email=_STAFF, name="Measured staff", password=PASSWORD)
        target = Target(Role.STAFF)
        memberships.add_membership(work, conference_id=conference.id, user_id=user.id, target=target, actor_id=None)
        return conference.id


def _sign_in(page: Page, home: str) -> None:
    page.goto(f"{home}/sign-in")
    page.get_by_label("E-mail").fill(_STAFF)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def _measure(
    house: House, page: Page, address: str, guide: Path, truth: dict[str, object] | None, pictures: Path | None
) -> tuple[str, ...]:
    page.goto(address)
    hand = _Hand(page)
    began = time.monotonic()
    hand.choose(guide)
    hand.press("Read the guide")
    page.wait_for_selector("#agenda")
    read = time.monotonic() - began
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=pictures / f"{guide.name}.png", full_page=True)
    # Renditions of one guide name one committee: each is given a name of its own, which no person would have to do.
    page.evaluate(
        "(name) => { const field = document.getElementById('committee'); field.value = `${name} ${field.value}`; }",
        guide.name,
    )
    hand.press("Confirm and create")
    page.wait_for_url("**/setup")
    took = time.monotonic() - began
    return f"{hand.clicks} clicks", f"{read:.2f} s read", f"{took:.2f} s in all", _to_mend(house, guide, truth)


def _to_mend(house: House, guide: Path, truth: dict[str, object] | None) -> str:
    with house.reading() as session:
        made = session.scalars(sa.select(Committee).where(Committee.name.startswith(guide.name))).one()
        titles = [topic.title for topic in made.topics]
        asked = [question.text for topic in made.topics for question in topic.questions]
    if truth is None:
        return f"{len(titles)} topics, {len(asked)} questions"
    topics: list[dict[str, object]] = truth["topics"]  # type: ignore[assignment]  # the form of the evaluation set
    wanted = {q["text"] for topic in topics for q in topic["questions"]}  # type: ignore[attr-defined]
    wrong = len(wanted ^ set(asked)) + len({topic["title"] for topic in topics} ^ set(titles))
    return f"{len(titles)} topics, {len(asked)} questions, {wrong} lines to mend"


if __name__ == "__main__":
    sys.exit(main())
