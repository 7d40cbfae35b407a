"""People at their browsers, in front of a service that really runs, and a story that says where it broke."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

_PATIENCE_MS = 30_000


@dataclass(frozen=True)
class Installation:
    """A running service: where people find it, and the environment in which its commands run."""

    home: str
    environment: Mapping[str, str]

    def command(self, *words: str) -> str:
        """What `reviewer WORDS` prints here."""
        done = subprocess.run(
            [sys.executable, "-m", "reviewer", *words],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def complaints(self) -> list[str]:
        """The last lines in which the service itself speaks of an error."""
        log = Path(self.environment["VAR_DIR"], "serve.log").read_text(encoding="utf-8", errors="replace")
        return [line for line in log.splitlines() if "error" in line.casefold()][-5:]

    def letters_to(self, address: str, *, at_least: int) -> list[str]:
        """Subject and words of the mails that went to this address; waits until there are so many."""
        end = time.monotonic() + _PATIENCE_MS / 1000
        while True:
            paths = Path(self.environment["VAR_DIR"], "mail").glob("*.eml")
            read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
            found = [f"{one['Subject']}\n{one.get_content()}" for one in read if one["To"] == address]
            if len(found) >= at_least:
                return found
            assert time.monotonic() < end, f"{address} got only {found}"
            time.sleep(0.2)


@dataclass
class Person:
    """Somebody with a browser of their own; `said` holds what its console complained about."""

    name: str
    home: str
    page: Page
    said: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a path of the service, or to a whole link."""
        self.page.goto(path if path.startswith("http") else self.home + path)

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press a button by its visible name."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def follow(self, name: str) -> None:
        """Follow a link by its visible name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def write(self, label: str, words: str) -> None:
        """Write into the field with this label."""
        self.page.get_by_label(label, exact=True).first.fill(words)

    def choose_file(self, name: str, data: bytes) -> None:
        """Choose a file in the page's file field."""
        self.page.locator("#file").set_input_files({"name": name, "mimeType": "", "buffer": data})

    def sees(self, *words: str) -> None:
        """Wait until each of these words stands somewhere on the page for the eye to see."""
        for one in words:
            self.page.get_by_text(re.compile(re.escape(one), re.IGNORECASE)).locator("visible=true").first.wait_for()

    def sees_nothing_of(self, *words: str) -> None:
        """None of these words is in the page's source, visible or not."""
        source = self.page.content().casefold()
        assert len(source) > 500, f"{self.name} has no page before them"
        found = [one for one in words if one.casefold() in source]
        assert not found, f"{self.name} can read {found} at {self.page.url}"

    def may_not_open(self, *paths: str) -> None:
        """Each path is answered as if there were nothing."""
        answers = {path: self.page.context.request.get(self.home + path).status for path in paths}
        assert set(answers.values()) == {404}, f"{self.name} was answered {answers}"

    def may_open(self, path: str) -> None:
        """The path is answered."""
        assert self.page.context.request.get(self.home + path).status == 200, path

    @property
    def path(self) -> str:
        """Where this person is."""
        return self.page.url.removeprefix(self.home).split("#")[0]

    def text(self, selector: str) -> str:
        """The words of one part of the page."""
        return self.page.locator(selector).first.inner_text()


@dataclass
class Walk:
    """A story told step by step: a failure names its step and keeps each person's last page as a picture."""

    browser: Browser
    installation: Installation
    pictures: Path
    people: list[Person] = field(default_factory=list)

    def arrives(self, name: str) -> Person:
        """Somebody new, whose browser knows nothing of the others'."""
        context = self.browser.new_context(locale="en-GB", timezone_id="Europe/Lisbon")
        context.set_default_timeout(_PATIENCE_MS)
        person = Person(name, self.installation.home, context.new_page())
        person.page.on("console", lambda line: person.said.append(line.text) if line.type == "error" else None)
        person.page.on("pageerror", lambda error: person.said.append(str(error)))
        self.people.append(person)
        return person

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step of the story."""
        try:
            yield
        except BaseException as error:
            error.add_note(f"The walk broke at the step: {name}")
            for person in self.people:
                error.add_note(self._last_seen(person))
            error.add_note("\n".join(self.installation.complaints()))
            raise

    def _last_seen(self, person: Person) -> str:
        picture = self.pictures / f"{person.name.split()[0].casefold()}.png"
        try:
            person.page.screenshot(path=picture, full_page=True)
            words = " | ".join(person.page.locator("body").inner_text(timeout=1_000).split("\n"))[:900]
        except Exception as error:  # noqa: BLE001 - a browser that broke must not hide why the walk did
            words = f"(no page: {error})"
        return f"{person.name} at {person.page.url} ({picture}), console {person.said}: {words}"

    def close(self) -> None:
        """Everybody goes home."""
        for person in self.people:
            person.page.context.close()


def marked(page: Page) -> Any:
    """Put a mark on the page that a reload would wipe away; call the result to ask whether it is still there."""
    page.evaluate("window.neverReloaded = true")
    return lambda: page.evaluate("window.neverReloaded === true")
