"""The main job from end to end, by people who have never seen the service, in a real browser.

Staff set a conference up from a guide and a roster; two delegates hand in; a chair marks; staff rule and release; both
delegates read. After each turn it is asked what each of them sees, and what they must not.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import texts
from tests.journeys.texts import COMMITTEE, FIRST, SECOND, Delegate
from tests.journeys.walking import Installation, Person, Walk, marked

PASSWORD = "four grey herons wait"
CONFERENCE = "Lantern Bay Model UN"
CHAIR, CHAIR_ADDRESS = "Emil Tarsk", "emil@harbour.example"
CORRECTED = "Who should pay for dredging a harbour that nobody owns?"
REASON = "Two sentences also stand in a paper that came first."
PRAISE = "A service that can be paid for: say which body would run it."
OVERALL = {
    FIRST: "Clear and original from first to last.",
    SECOND: "Keep the training of crews; write the rest yourself.",
}
NOTE = {FIRST: "Maravel's own voice is there.", SECOND: "Count what the charts would cost."}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_strangers_walk_from_guide_to_feedback(walk: Walk, installation: Installation) -> None:
    staff = walk.arrives("Olga Brandt")
    with walk.step("an operator made by the command line signs in"):
        sign_in_with_printed_password(staff, installation)
    with walk.step("the operator makes a conference"):
        make_conference(staff)
    overview = staff.path
    with walk.step("staff drop a background guide, correct what was read out of it, and confirm"):
        set_up_committee(staff)
    with walk.step("staff adopt a rubric and give it to the committee"):
        adopt_rubric(staff, overview)
    with walk.step("staff set the deadline"):
        set_deadline(staff, overview)
    with walk.step("staff import the roster and see the invitation links"):
        links = import_roster(staff, overview)
    with walk.step("staff invite a chair and copy the link"):
        chair_link = invite_chair(staff)

    first, second, chair = walk.arrives(FIRST.name), walk.arrives(SECOND.name), walk.arrives(CHAIR)
    for person, delegate in ((first, FIRST), (second, SECOND)):
        with walk.step(f"{person.name} accepts the invitation and sees what is owed"):
            accept(person, links[delegate.email])
            person.sees(delegate.delegation, COMMITTEE, "Keeping Small Harbours Open", "Not submitted")
            other = SECOND if delegate is FIRST else FIRST
            person.sees_nothing_of(*other.marks)
    with walk.step("an invitation's link works once"):
        walk.arrives("Somebody else").open(links[FIRST.email])
        walk.people[-1].sees("This link is not open any more")

    with walk.step("the first delegate hands in a Word file and watches it being checked"):
        hand_in(first, "maravel.docx", texts.FIRST_FILE)
    with walk.step("the second delegate hands in a PDF with borrowed passages and watches it being checked"):
        hand_in(second, "kelvane.pdf", texts.SECOND_FILE)
        second.sees_nothing_of(*FIRST.marks)
    with walk.step("neither delegate reaches the other's paper, the queue, or staff's pages"):
        for person, stranger in ((first, second), (second, first)):
            theirs = stranger.path.split("?")[0]
            original = stranger.page.locator("a[download]").get_attribute("href")
            assert original is not None
            assert original.startswith("/submissions/")
            person.may_not_open(theirs, f"{theirs}/feedback", f"{theirs}/desk", original, overview)
            person.may_open(person.path)

    with walk.step("the chair accepts and finds both papers in the queue"):
        accept(chair, chair_link)
        chair.sees("0 of 2 scored", FIRST.delegation, SECOND.delegation)
        queue = chair.path
        chair.may_not_open(overview, overview.replace("/setup", "/audit"), overview.replace("/setup", "/release"))
    for delegate in (FIRST, SECOND):
        with walk.step(f"the chair marks {delegate.delegation}"):
            chair.open(queue)
            chair.follow(delegate.delegation)
            mark(chair, delegate)
    with walk.step("the queue counts both papers as scored"):
        chair.open(queue)
        chair.sees("2 of 2 scored")
    with walk.step("marks stay hidden before the release"):
        for person in (first, second):
            person.open("/papers")
            person.sees("Checked")
            person.sees_nothing_of(*OVERALL.values(), *NOTE.values(), PRAISE)

    with walk.step("staff open the second paper's case and see both texts side by side"):
        open_case(staff, overview)
    with walk.step("staff exclude the guide, the figure falls, and restore it"):
        exclude_and_restore(staff)
    with walk.step("staff rule a penalty"):
        rule(staff)
    with walk.step("staff release"):
        release(staff, overview)

    with walk.step("the first delegate reads marks and comments, and nothing of the other"):
        read_feedback(first, FIRST)
        first.sees(PRAISE)
        first.sees_nothing_of(*SECOND.marks, OVERALL[SECOND], REASON)
    with walk.step("the second delegate reads marks and the penalty, and nothing of the first"):
        read_feedback(second, SECOND)
        second.sees(REASON, "−2")
        second.sees_nothing_of(*FIRST.marks, OVERALL[FIRST], PRAISE)
    with walk.step("each delegate's mails speak of nobody else"):
        for delegate, other in ((FIRST, SECOND), (SECOND, FIRST)):
            letters = installation.letters_to(delegate.email, at_least=3)
            assert installation.home in " ".join(letters)
            assert [mark for mark in other.marks for letter in letters if mark in letter] == []
    with walk.step("the log tells staff what was done"):
        staff.open(overview.replace("/setup", "/log"))
        staff.sees(CHAIR)
    with walk.step("no browser complained"):
        assert {person.name: person.said for person in (staff, chair, first, second) if person.said} == {}


def sign_in_with_printed_password(staff: Person, installation: Installation) -> None:
    said = installation.command("staff", "add", "olga@harbour.example", "--name", staff.name, "--operator")
    password = said.strip().rsplit(" ", 1)[-1]
    staff.open("/")
    staff.write("E-mail", "olga@harbour.example")
    staff.write("Password", password)
    staff.press("Sign in")
    staff.follow("Make a conference")


def make_conference(staff: Person) -> None:
    staff.write("Title", CONFERENCE)
    staff.write("Time zone", "America/New_York")
    staff.write("Languages of the papers", "en")
    staff.press("Make the conference")
    staff.sees("Checklist", CONFERENCE)


def set_up_committee(staff: Person) -> None:
    staff.choose_file("guide.docx", texts.GUIDE_FILE)
    staff.press("Read the guide")
    staff.sees("Read from the guide", "Nothing is kept until you confirm")
    page = staff.page
    expect(page.locator("#committee")).to_have_value(re.compile("Second Committee"))
    expect(page.locator("#topic-1")).to_have_value("Keeping Small Harbours Open")
    expect(page.locator("#question-1-2")).to_have_value("Who should pay for dredging where a harbour has no owner?")
    staff.write("Committee", COMMITTEE)
    page.locator("#question-1-2").fill(CORRECTED)
    staff.press("Remove question 3")
    expect(page.locator("#question-1-3")).to_have_value("")
    expect(page.locator("#question-1-2")).to_have_value(CORRECTED)
    staff.press("Confirm and create")
    staff.sees(f"{COMMITTEE} is set up.", "Checklist")


def adopt_rubric(staff: Person, overview: str) -> None:
    staff.open(f"{overview}/rubrics")
    staff.press("Adopt Award criteria (five equal parts)")
    staff.sees("is adopted", "One committee marks by it")


def set_deadline(staff: Person, overview: str) -> None:
    staff.open(f"{overview}/deadlines")
    due = datetime.now(UTC) + timedelta(days=7)
    staff.page.locator("#at-0-submission").fill(f"{due:%Y-%m-%dT23:59}")
    staff.press("Save the deadlines")
    staff.sees("The deadlines are saved.")


def import_roster(staff: Person, overview: str) -> dict[str, str]:
    """Each delegate's link, by address."""
    staff.open(f"{overview}/roster")
    staff.choose_file("roster.csv", texts.ROSTER.encode())
    staff.press("Check the roster")
    staff.sees("2 new seats", "2 people are invited", "Nothing is imported yet")
    staff.press("Import the roster")
    staff.sees("Roster imported", "These links are shown only now.")
    rows = [row.inner_text() for row in staff.page.get_by_role("row").all()]
    found = [re.search(r"(\S+@\S+)\s+(http\S+)", row) for row in rows]
    links = {one[1]: one[2] for one in found if one}
    assert set(links) == {FIRST.email, SECOND.email}
    staff.follow("To the people")
    staff.sees("2 invitations wait for their answer")
    return links


def invite_chair(staff: Person) -> str:
    """The chair's link."""
    staff.write("Name (optional)", CHAIR)
    staff.write("E-mail", CHAIR_ADDRESS)
    staff.page.get_by_label("As", exact=True).select_option(label=COMMITTEE)
    staff.press("Invite")
    staff.sees(f"The link for {CHAIR}")
    return staff.page.get_by_label("Invitation link").input_value()


def accept(person: Person, link: str) -> None:
    person.open(link)
    person.sees("Your invitation", CONFERENCE)
    person.write("Choose a password", PASSWORD)
    person.press("Accept the invitation")
    person.sees("Welcome. This is your place at the conference.")


def hand_in(person: Person, name: str, data: bytes) -> None:
    person.follow("Hand in the paper")
    person.choose_file(name, data)
    person.sees(name)
    person.press("Hand in")
    person.sees("Version 1 has arrived", hashlib.sha256(data).hexdigest())
    assert re.search(r"Receipt\s+[0-9A-Z]{8,}\n", person.text("#receipt-facts"))
    is_same_page = marked(person.page)
    person.page.locator("ol.steps li:last-child.done").wait_for()
    person.sees("What the checks found", CORRECTED)
    assert is_same_page(), "the checks were to arrive by themselves, without a reload"


def mark(chair: Person, delegate: Delegate) -> None:
    page = chair.page
    for criterion in page.locator("fieldset.criterion").all():
        criterion.locator(".levels > label:not(.half)").nth(delegate.level).click()
    page.locator("#overall").fill(OVERALL[delegate])
    page.locator("fieldset.criterion").first.get_by_text("Note on this criterion").click()
    page.locator("fieldset.criterion textarea").first.fill(NOTE[delegate])
    page.get_by_role("tab", name="Similarity").click()
    if delegate is SECOND:
        chair.sees(f"{FIRST.delegation}, {COMMITTEE}")
    if delegate is FIRST:
        comment_on_a_paragraph(chair)
    chair.press("Mark as final")
    chair.sees("This paper is scored.")


def comment_on_a_paragraph(chair: Person) -> None:
    """Select a paragraph as people do, by three clicks, and write beside it."""
    chair.page.get_by_text("We hold that").first.click(click_count=3)
    chair.press("Comment")
    quote = chair.page.get_by_label("Passage").input_value()
    assert quote.startswith("We hold that every state upstream")
    chair.page.get_by_label("Comment", exact=True).fill(PRAISE)
    chair.press("Add the comment")
    chair.sees(PRAISE)


def open_case(staff: Person, overview: str) -> None:
    staff.open(overview.replace("/setup", "/audit"))
    staff.page.get_by_role("button", name=re.compile(f"Open.*{SECOND.delegation}")).click()
    staff.page.get_by_role("link", name=re.compile(FIRST.delegation)).first.click()
    panes = staff.page.locator(".pane")
    expect(panes).to_have_count(2)
    expect(panes.nth(0)).to_contain_text(SECOND.own_words)
    expect(panes.nth(1)).to_contain_text(FIRST.own_words)
    expect(panes.nth(1)).to_contain_text("had it first")
    expect(panes.nth(0).locator(".match-verbatim").first).to_be_visible()


def exclude_and_restore(staff: Person) -> None:
    before = staff.text("#share .big")
    staff.page.get_by_label("Compared with").get_by_role("link", name=re.compile("guide", re.IGNORECASE)).first.click()
    staff.page.locator("summary", has_text="Exclude this source").click()
    staff.page.locator("#reason-source").fill("The chairs allow quoting the guide.")
    staff.press("Exclude it")
    staff.sees("That does not count any more", "The chairs allow quoting the guide.")
    without = staff.text("#share .big")
    assert percent(without) < percent(before)
    staff.press("Count it again", exact=False)
    staff.sees("That counts again", "Counts again since")
    assert staff.text("#share .big") == before


def percent(words: str) -> float:
    return float(words.replace("%", "").replace(",", ".").strip())


def rule(staff: Person) -> None:
    staff.page.get_by_label("Penalty", exact=False).first.check()
    staff.write("Points taken, for a penalty", "2")
    staff.page.locator("#ruling-reason").fill(REASON)
    staff.press("Record the ruling")
    staff.sees("The ruling is recorded.", REASON)


def release(staff: Person, overview: str) -> None:
    staff.open(overview.replace("/setup", "/release"))
    staff.press("See what this would show")
    staff.sees("2 papers are shown", "2 people get an e-mail then")
    staff.press("Release now")
    staff.sees("The feedback of 2 papers is out.")


def read_feedback(person: Person, delegate: Delegate) -> None:
    person.open("/papers")
    person.sees("Feedback ready")
    other = SECOND if delegate is FIRST else FIRST
    person.sees_nothing_of(*other.marks)
    person.follow("Read the feedback")
    person.sees(f"{delegate.total} of 100 points", "Quality of writing", OVERALL[delegate], NOTE[delegate])
    person.sees(delegate.own_words)
    person.sees_nothing_of(CHAIR, CHAIR_ADDRESS)
