"""The pages beside the text: who sees them, with which marks, and what is covered while marking is blind."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import sqlalchemy as sa
from docx import Document as WordFile
from flask import Flask
from flask.testing import FlaskClient

from reviewer.engine.pages import sheets
from reviewer.engine.pages.sheets import PageMap as FoundMap
from reviewer.models import Conference, Document, DrawnPage, PageMap, PagePicture, Paper, Submission, User
from reviewer.queue import SilentBell
from reviewer.sandbox import Sandbox, Unanswered, failure
from reviewer.services import page_pictures, page_turns
from reviewer.settings import Settings
from reviewer.work import House
from tests import factories
from tests.conftest import Clock
from tests.engine.builders import lines, pdf_file
from tests.engine.paged_files import pixels, telling_file
from tests.paged_stage import ANSWER, PDF, SHARED, PagedStage, set_paged_stage

SignIn = Callable[[User], FlaskClient]
NOW = datetime(2030, 3, 1, 12, 0, tzinfo=UTC)
NAMES = ("Quillhaven", "Academy", "Yvaine", "Tarquillo")


@pytest.fixture
def app(app: Flask) -> Flask:
    app.extensions["sandbox"] = Sandbox("fork")  # one thread asks here, so there is no need for a fresh interpreter
    return app


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """What rests in this process rests for one test."""
    monkeypatch.setattr(page_turns, "_resting", {})


@dataclass(frozen=True)
class Prepared:
    """A folder with all of a house in it, at rest, and the rows of its stage."""

    folder: Path
    stage: PagedStage


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, migrated_template: Path) -> Prepared:
    """The stage, set once: reading and drawing take longer than all that is asked of it here."""
    folder = tmp_path_factory.mktemp("paged") / "var"
    folder.mkdir()
    shutil.copyfile(migrated_template, folder / "reviewer.sqlite3")
    settings = Settings.from_env({"REVIEWER_ENV": "test", "VAR_DIR": str(folder), "SEMANTIC": "off"})
    house = House.open(settings, bell=SilentBell(), clock=Clock(NOW))
    stage = set_paged_stage(house)
    with house.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    house.engine.dispose()
    return Prepared(folder, stage)


@pytest.fixture
def house(settings: Settings, clock: Clock, prepared: Prepared) -> Iterator[House]:
    shutil.copytree(prepared.folder, settings.var_dir)
    made = House.open(settings, bell=SilentBell(), clock=clock)
    yield made
    made.engine.dispose()


@pytest.fixture
def stage(prepared: Prepared, house: House) -> PagedStage:
    return prepared.stage


@pytest.fixture
def blind(house: House, stage: PagedStage, clock: Clock) -> PagedStage:
    with house.work() as work:
        event = work.session.get_one(Conference, stage.conference.id)
        event.blind_marking, event.blind_until = True, clock.now + timedelta(days=2)
    return stage


def tree(page: str) -> Any:
    """A page as lxml has it, whose answers have as many types as there are questions."""
    return lxml.html.fromstring(page)


def part(browser: FlaskClient, stage: PagedStage) -> Any:
    answer = browser.get(f"/papers/{stage.paper.id}/desk/pages")
    assert answer.status_code == 200, answer.text
    return tree(answer.text)


@dataclass(frozen=True)
class Got:
    """What came back, read to its end."""

    status: int
    data: bytes
    headers: Mapping[str, str]


def get(browser: FlaskClient, where: str, **headers: str) -> Got:
    with browser.get(where, headers={name.replace("_", "-"): value for name, value in headers.items()}) as answer:
        return Got(answer.status_code, answer.data, dict(answer.headers))


def path(stage: PagedStage, page: int, width: int = 1240) -> str:
    return f"/papers/{stage.paper.id}/desk/pages/{page}-{width}.png"


def words_of(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def test_pages_carry_the_marks_of_the_text(stage: PagedStage, client_as: SignIn) -> None:
    shown = part(client_as(stage.chair), stage)
    text = tree(client_as(stage.chair).get(f"/papers/{stage.paper.id}/desk").text)
    known = {one for run in text.xpath("//*[@data-text]//*[@data-ids]") for one in run.get("data-ids").split()}
    drawn = {one for run in shown.xpath("//g[@data-ids]") for one in run.get("data-ids").split()}
    assert any(one.startswith("match-") for one in known)
    assert any(one.startswith("evidence-") for one in known)
    assert drawn == {one for one in known if not one.startswith("flag-")} | (drawn & known)
    marked = {kind: shown.xpath(f"//g[contains(@class, '{kind}')]/rect") for kind in ("evidence", "match-verbatim")}
    assert all(marked.values())
    for kind, said in (("evidence-", ANSWER), ("match-", SHARED)):
        found = [one for one in shown.xpath("//text[@data-ids]") if kind in one.get("data-ids")]
        assert said.strip(".") in " ".join("".join(one.text for one in found).split())
        assert len(found) <= len(said.split()) + 2


def test_words_of_the_layer_tell_their_offsets(house: House, stage: PagedStage, client_as: SignIn) -> None:
    with house.reading() as session:
        text = session.scalars(sa.select(Document.text).where(Document.media_type == PDF)).one()
    words = part(client_as(stage.chair), stage).xpath("//text[@data-start]")
    assert len(words) > 80
    for word in words:
        start = int(word.get("data-start"))
        assert text[start:].startswith(word.text.strip())


def test_comment_on_words_of_a_page_stands_in_the_text(house: House, stage: PagedStage, client_as: SignIn) -> None:
    browser = client_as(stage.chair)
    words = part(browser, stage).xpath("//text[@data-start]")
    first = next(at for at, one in enumerate(words) if one.text == "Its ")
    chosen = words[first : first + 5]
    start, last = int(chosen[0].get("data-start")), chosen[-1]
    end = int(last.get("data-start")) + len(last.text.strip())
    with house.reading() as session:
        document = session.scalars(sa.select(Document).where(Document.media_type == PDF)).one()
    quote = "".join(one.text for one in chosen).strip()
    assert quote == "Its parliament pays for sirens"
    sent = {"text": "Since when?", "quote": quote, "start": start, "end": end, "document": document.id}
    assert browser.post(f"/papers/{stage.paper.id}/comments", data=sent).status_code in (302, 303)
    shown = part(browser, stage)
    assert shown.xpath("//g[contains(@class, 'comment')]/rect")
    assert words_of(shown.xpath("//a[@data-lights]//text")[0]) == "1"


def test_picture_is_made_once_and_then_kept(house: House, stage: PagedStage, client_as: SignIn) -> None:
    browser = client_as(stage.chair)
    for width in page_pictures.WIDTHS:
        answer = get(browser, path(stage, 2, width))
        assert answer.headers["Content-Type"] == "image/png"
        assert pixels(answer.data).width == width
        assert answer.headers["Cache-Control"].startswith("private, max-age=")
        again = get(browser, path(stage, 2, width), If_None_Match=answer.headers["ETag"])
        assert (again.status, again.data) == (304, b"")
    with house.reading() as session:
        # The narrower one was made when the paper was read.
        assert [one.width_px for one in session.scalars(sa.select(DrawnPage))] == [1680]
        assert session.scalar(sa.select(sa.func.count()).select_from(PagePicture)) == 2
        assert session.scalar(sa.select(sa.func.count()).select_from(PageMap)) == 1


def test_map_and_pictures_live_as_long_as_their_document(house: House, stage: PagedStage, client_as: SignIn) -> None:
    get(client_as(stage.chair), path(stage, 1, 1680))
    with house.work() as work:
        document = work.session.scalars(sa.select(Document).where(Document.media_type == PDF)).one()
        assert work.session.get(PageMap, document.id) is not None
        work.session.execute(sa.update(Submission).values(document_id=None))
        work.session.execute(sa.delete(Document).where(Document.id == document.id))
        assert work.session.scalars(sa.select(DrawnPage)).all() == []
        assert work.session.scalars(sa.select(PageMap)).all() == []


@pytest.mark.parametrize("who", ["delegate", "adviser", "other_chair"])
@pytest.mark.parametrize("where", ["desk/pages", "desk/pages/1-1240.png", "desk?view=pages"])
def test_pages_of_the_desk_are_for_those_who_mark(stage: PagedStage, client_as: SignIn, who: str, where: str) -> None:
    answer = client_as(getattr(stage, who)).get(f"/papers/{stage.paper.id}/{where}")
    assert answer.status_code in (403, 404)
    assert b"PNG" not in answer.data
    assert "harbour" not in answer.text


@pytest.mark.parametrize(("page", "width"), [(3, 1240), (3, 1680), (1, 1241), (1, 99999), (2**40, 1680)])
def test_page_or_width_that_does_not_exist_is_not_found(
    stage: PagedStage, client_as: SignIn, page: int, width: int
) -> None:
    assert get(client_as(stage.chair), path(stage, page, width)).status in (404, 422)


def test_switch_works_without_scripts_and_the_text_costs_no_more(
    house: House, stage: PagedStage, client_as: SignIn, counting
) -> None:
    browser = client_as(stage.chair)
    desk = f"/papers/{stage.paper.id}/desk"
    browser.get(desk)
    with counting(house.engine) as plain:
        text = tree(browser.get(desk).text)
    assert not any("page_maps" in one or "drawn_pages" in one for one in plain.sent)
    assert text.xpath("//*[@data-text]")
    assert not text.xpath("//*[@data-pages]")
    link = text.xpath("//a[@data-view='pages']")[0]
    pages = tree(browser.get(link.get("href")).text)
    assert len(pages.xpath("//*[@data-pages]//img")) == 2
    assert [one.get("alt") for one in pages.xpath("//*[@data-pages]//img")] == ["Page 1 of 2", "Page 2 of 2"]
    assert not pages.xpath("//*[@data-text]")
    aims = {one.get("href").lstrip("#") for one in pages.xpath("//a[starts-with(@href, '#at-evidence')]")}
    assert aims
    assert aims <= {one.get("id") for one in pages.xpath("//g[@id]")}
    ids = [one.get("id") for one in pages.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    assert pages.xpath("//a[@data-view='text']/@href")[0].endswith("view=text")


def test_file_without_pages_has_no_switch(house: House, stage: PagedStage, client_as: SignIn) -> None:
    made, target = WordFile(), io.BytesIO()
    made.add_paragraph("Maravel asks for a fund that lends instruments to states which cannot buy them.")
    made.save(target)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    with house.work() as work:
        later = work.now + timedelta(minutes=1)
        paper = work.session.get_one(Paper, stage.paper.id)
        factories.submission(work, paper, data=target.getvalue(), name="p.docx", media_type=kind, at=later, queued=True)
    factories.run_all(house)
    browser = client_as(stage.chair)
    answer = browser.get(f"/papers/{stage.paper.id}/desk?view=pages")
    assert "lends instruments" in answer.text
    assert "data-views" not in answer.text
    assert "pages.js" not in answer.text
    assert browser.get(f"/papers/{stage.paper.id}/desk/pages").status_code == 422
    assert get(browser, path(stage, 1)).status == 422


def test_blind_chair_gets_every_name_covered(house: House, blind: PagedStage, client_as: SignIn) -> None:
    browser = client_as(blind.chair)
    for width in page_pictures.WIDTHS:
        for page in (1, 2):
            answer = get(browser, path(blind, page, width))
            assert answer.status == 200
            check_covered(house, answer.data, page, width)
    assert browser.get(f"/papers/{blind.paper.id}/pages/1.png").status_code == 403


def check_covered(house: House, data: bytes, page: int, width: int) -> None:
    """Every place of the page where the file draws a name is one colour, and the words around it are still there."""
    with house.reading() as session:
        row = session.scalars(sa.select(Document).where(Document.media_type == PDF)).one()
        found = Sandbox("fork").page_map(telling_file(), row.text, row.blocks)
    sheet, picture = found.sheets[page - 1], pixels(data)
    scale = width / sheet.width
    names = [one for one in sheet.words if any(name in one.text for name in NAMES)]
    assert len(names) >= 6
    for one in names:
        assert picture.within(one.box, scale, inset=0) == {b"\0" * picture.depth}, one.text
    legible = [one for one in sheet.words if one.text in ("harbour", "rivers", "Position", "states", "fund")]
    assert legible
    for one in legible:
        assert len(picture.within(one.box, scale)) > 2, one.text
    # The crest that is drawn as lines, which may be a name in outlines, is not on the page.
    assert picture.within((295, sheet.height - 262, 85, 90), scale) == {b"\xff" * picture.depth}


def test_nothing_of_a_blind_page_names_anybody(blind: PagedStage, client_as: SignIn) -> None:
    browser = client_as(blind.chair)
    for where in ("desk/pages", "desk?view=pages"):
        answer = browser.get(f"/papers/{blind.paper.id}/{where}")
        assert answer.status_code == 200
        for name in NAMES:
            assert name.lower() not in answer.text.lower()
        assert "▒▒▒▒▒" in answer.text
        assert "Names are covered" in answer.text
    for page in (1, 2):
        data = get(browser, path(blind, page)).data
        assert not re.search(rb"tEXt|iTXt|zTXt|eXIf", data)
        assert not any(name.encode() in data for name in NAMES)


def test_staff_see_the_pages_as_they_are_while_marking_is_blind(blind: PagedStage, client_as: SignIn) -> None:
    browser = client_as(blind.staff)
    assert "Tarquillo" in browser.get(f"/papers/{blind.paper.id}/desk/pages").text
    covered = get(client_as(blind.chair), path(blind, 1)).data
    assert get(browser, path(blind, 1)).data != covered


def test_covers_go_when_blind_marking_ends(blind: PagedStage, client_as: SignIn, clock: Clock) -> None:
    browser = client_as(blind.chair)
    before = part(browser, blind).xpath("//img/@src")[0]
    covered = get(browser, before)
    clock.advance(days=3)
    after = part(browser, blind).xpath("//img/@src")[0]
    assert after != before
    # The address that was covered is no way back to it, nor is the open one a way ahead of time: the rule decides.
    assert get(browser, before).data == get(browser, after).data != covered.data


def test_renamed_delegate_gets_another_cover_and_the_old_one_goes(
    house: House, blind: PagedStage, client_as: SignIn
) -> None:
    browser = client_as(blind.chair)
    get(browser, path(blind, 1))
    with house.work() as work:
        work.session.get_one(User, blind.delegate.id).name = "Odile Parliament"
    before = covers(house)
    get(browser, path(blind, 1))
    assert len(before) == len(covers(house)) == 1
    assert before != covers(house)


def covers(house: House) -> list[str]:
    with house.reading() as session:
        return list(session.scalars(sa.select(DrawnPage.cover).where(DrawnPage.cover != "")))


def test_blind_page_with_a_picture_is_text_only(house: House, client_as: SignIn, clock: Clock) -> None:
    until = clock.now + timedelta(days=2)
    stage = set_paged_stage(house, telling_file(picture=True), blind_marking=True, blind_until=until)
    browser = client_as(stage.chair)
    shown = part(browser, stage)
    assert [one.get("alt") for one in shown.xpath("//img")] == ["Page 2 of 2"]
    assert "Page 1 holds a picture" in words_of(shown)
    assert get(browser, path(stage, 1)).status == 422
    assert get(browser, path(stage, 2)).status == 200


def test_blind_page_whose_words_are_not_the_texts_is_text_only(
    house: House, blind: PagedStage, client_as: SignIn
) -> None:
    with house.work() as work:
        row = work.session.scalars(sa.select(PageMap)).one()
        known = b'{"pages":1,"share":0.4,"sheets":[{"width":612,"height":792,"has_pictures":false,"words":[]}]}'
        row.file_sha256 = factories.stored_file(work, known).sha256
    shown = part(client_as(blind.chair), blind)
    assert not shown.xpath("//img")
    assert "could not be told apart from names" in words_of(shown)
    assert get(client_as(blind.chair), path(blind, 1)).status == 422


class Failing(Sandbox):
    """A sandbox in which every page takes too long, or breaks the reader."""

    code = "corrupt"
    asked = 0

    def page_picture(self, data: bytes, page: int, width_px: int, **_limits: object) -> bytes:
        Failing.asked += 1
        raise failure(self.code)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["corrupt", "timeout", "bomb"])
def test_page_that_cannot_be_drawn_is_tried_once_and_says_so(
    app: Flask, stage: PagedStage, client_as: SignIn, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(Failing, "code", code)
    monkeypatch.setattr(Failing, "asked", 0)
    app.extensions["sandbox"] = Failing("fork")
    browser = client_as(stage.chair)
    for _ in range(3):
        assert get(browser, path(stage, 1, 1680)).status == 422
    assert Failing.asked == 1
    shown = part(browser, stage)
    said = "Page 1 could not be drawn" in words_of(shown.xpath("//figure")[0].xpath("./p")[0])
    assert said is (code != "timeout") or shown.xpath("//figure[1]//*[@data-undrawn][@hidden]")


def test_page_of_a_size_no_paper_has_is_refused(app: Flask, house: House, client_as: SignIn) -> None:
    def huge(canvas) -> None:
        lines("Maravel asks for a fund that lends instruments to states which cannot buy them.")(canvas)
        canvas.setPageSize((30_000, 30_000))

    stage = set_paged_stage(
        house, pdf_file(lines("Maravel has a coast of nine hundred miles and a plan for it."), huge)
    )
    browser = client_as(stage.chair)
    assert get(browser, path(stage, 2, 1680)).status == 422
    assert get(browser, path(stage, 1, 1680)).status == 200
    assert browser.get(f"/papers/{stage.paper.id}/desk?view=pages").status_code == 200


def test_long_file_shows_its_first_pages_and_says_what_is_left(
    house: House, stage: PagedStage, client_as: SignIn
) -> None:
    browser = client_as(stage.chair)
    part(browser, stage)
    with house.work() as work:
        row = work.session.scalars(sa.select(PageMap)).one()
        with house.storage.open(str(row.file_sha256)) as file:
            known = json.load(file) | {"pages": 5}
        row.file_sha256 = factories.stored_file(work, json.dumps(known).encode()).sha256
        house.storage.put(json.dumps(known).encode())
    shown = part(browser, stage)
    assert [one.get("alt") for one in shown.xpath("//img")] == ["Page 1 of 5", "Page 2 of 5"]
    assert "3 more pages are not drawn" in words_of(shown)


class Accident(Sandbox):
    """A sandbox in which every child ends without an answer, as when the machine is shut down."""

    asked = 0

    def page_picture(self, data: bytes, page: int, width_px: int, **_limits: object) -> bytes:
        Accident.asked += 1
        raise Unanswered("corrupt", "The child was ended.")

    def page_map(self, data: bytes, text: str, blocks: object, **_limits: object) -> FoundMap:
        Accident.asked += 1
        raise Unanswered("bomb", "The child was ended.")


def test_accident_of_a_child_is_not_remembered_against_the_page(
    app: Flask, house: House, stage: PagedStage, client_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Accident, "asked", 0)
    browser, sound = client_as(stage.chair), app.extensions["sandbox"]
    app.extensions["sandbox"] = Accident("fork")
    assert [get(browser, path(stage, 1, 1680)).status for _ in range(3)] == [422] * 3
    assert Accident.asked == 1
    with house.reading() as session:
        assert session.scalars(sa.select(DrawnPage)).all() == []
    app.extensions["sandbox"] = sound
    monkeypatch.setattr(page_turns, "_resting", {})
    assert get(browser, path(stage, 1, 1680)).status == 200


def test_accident_while_words_are_found_rests_and_is_not_remembered(
    app: Flask, house: House, stage: PagedStage, client_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Accident, "asked", 0)
    forget_map(house)
    browser, sound = client_as(stage.chair), app.extensions["sandbox"]
    app.extensions["sandbox"] = Accident("fork")
    for _ in range(3):
        assert "could not be drawn" in words_of(part(browser, stage))
    assert Accident.asked == 1
    with house.reading() as session:
        assert session.scalars(sa.select(PageMap)).all() == []
    app.extensions["sandbox"] = sound
    monkeypatch.setattr(page_turns, "_resting", {})
    assert len(part(browser, stage).xpath("//img")) == 2


def forget_map(house: House) -> None:
    with house.work() as work:
        work.session.execute(sa.delete(PageMap))


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> Iterator[contextlib.ExitStack]:
    """Every turn is taken, until it is closed."""
    monkeypatch.setattr(page_turns, "WAIT_SECONDS", 0)
    with contextlib.ExitStack() as turns:
        for _ in range(2):
            turns.enter_context(page_turns.turn())
        yield turns


def test_picture_that_finds_no_turn_is_told_to_come_again(
    stage: PagedStage, client_as: SignIn, crowded: contextlib.ExitStack
) -> None:
    browser = client_as(stage.chair)
    answer = get(browser, path(stage, 1, 1680))
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    # What is stored needs no turn.
    assert get(browser, path(stage, 1)).status == 200
    crowded.close()
    assert get(browser, path(stage, 1, 1680)).status == 200


def test_pages_that_find_no_turn_leave_the_desk_and_its_text(
    house: House, stage: PagedStage, client_as: SignIn, crowded: contextlib.ExitStack
) -> None:
    forget_map(house)
    browser, desk = client_as(stage.chair), f"/papers/{stage.paper.id}/desk"
    answer = browser.get(f"{desk}/pages")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    shown = tree(browser.get(f"{desk}?view=pages").text)
    assert shown.xpath("//*[@data-pages]//a[text()='Try again']/@href")[0].endswith("view=pages")
    assert "harbour" in browser.get(f"{desk}?view=text").text
    crowded.close()
    assert len(part(browser, stage).xpath("//img")) == 2


def test_pages_are_made_outside_any_transaction(
    app: Flask, house: House, stage: PagedStage, client_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_map(house)
    asked = []

    class Watching(Sandbox):
        def page_map(self, *given: Any, **limits: Any) -> FoundMap:
            asked.append(house.engine.pool.checkedout())  # type: ignore[attr-defined]  # of pools that count
            return super().page_map(*given, **limits)

    app.extensions["sandbox"] = Watching("fork")
    assert client_as(stage.chair).get(f"/papers/{stage.paper.id}/desk?view=pages").status_code == 200
    assert asked == [0]


def failed(house: House, page: int, width: int, cover: str = "") -> None:
    with house.work() as work:
        document = work.session.scalars(sa.select(Document).where(Document.media_type == PDF)).one()
        row = DrawnPage(document_id=document.id, page=page, width_px=width, cover=cover, fault="corrupt")
        work.session.add(row)


def test_width_that_failed_is_left_out_and_the_other_is_shown(
    house: House, stage: PagedStage, client_as: SignIn
) -> None:
    browser = client_as(stage.chair)
    failed(house, 1, 1680)
    first, second = part(browser, stage).xpath("//img/@srcset")
    assert ("1240w" in first, "1680w" in first) == (True, False)
    assert "1680w" in second
    failed(house, 1, 1240)
    shown = part(browser, stage)
    assert [one.get("alt") for one in shown.xpath("//img")] == ["Page 2 of 2"]
    assert "Page 1 could not be drawn" in words_of(shown)


def test_fault_of_a_cover_is_no_fault_of_the_page_nor_the_other_way_round(
    house: House, blind: PagedStage, client_as: SignIn
) -> None:
    chair, staff = client_as(blind.chair), client_as(blind.staff)
    get(chair, path(blind, 1))
    (cover,) = covers(house)
    for width in page_pictures.WIDTHS:
        failed(house, 2, width)
    assert len(part(chair, blind).xpath("//img")) == 2
    assert [one.get("alt") for one in part(staff, blind).xpath("//img")] == ["Page 1 of 2"]
    with house.work() as work:
        work.session.execute(sa.delete(DrawnPage))
    for width in page_pictures.WIDTHS:
        failed(house, 1, width, cover)
    assert [one.get("alt") for one in part(chair, blind).xpath("//img")] == ["Page 2 of 2"]
    assert len(part(staff, blind).xpath("//img")) == 2


def test_newer_engine_makes_maps_and_covers_anew(
    house: House, blind: PagedStage, client_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_as(blind.chair)
    get(browser, path(blind, 1))
    older, before = covers(house), map_file(house)
    monkeypatch.setattr(sheets, "PAGES_VERSION", sheets.PAGES_VERSION + 1)
    assert get(browser, path(blind, 1)).status == 200
    assert len(covers(house)) == 1
    assert covers(house) != older
    after = map_file(house)
    assert after != before
    part(browser, blind)
    assert map_file(house) == after


def map_file(house: House) -> str | None:
    with house.reading() as session:
        return session.scalars(sa.select(PageMap)).one().file_sha256
