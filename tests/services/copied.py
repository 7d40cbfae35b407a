"""A committee whose papers come in one after another and share words in known ways, for tests of who had them first."""

from __future__ import annotations

from dataclasses import dataclass, field

from reviewer.models import Committee, Conference, Paper, User
from reviewer.work import House
from tests import factories
from tests.conftest import Clock

TIDES = (
    "Every upstream state should publish the level of its rivers each morning, so that the harbours below have two "
    "days to move their boats and their people before the water arrives, and no village learns of a flood too late."
)
LAMPS = (
    "A lighthouse that burns oil costs nine times what a lamp with a small panel costs, and the keeper who carried "
    "the oil up the stairs can be paid to teach children how to read the barometer on the quay instead."
)
NETS = (
    "Fishing villages lose more nets to the first storm of autumn than to all others together, because nobody tells "
    "them on the eve that it comes, although three ministries know it from their own instruments by noon."
)
OPENINGS = (
    "Our parliament doubled the budget for sirens after the winter in which the old quay fell into the bay.",
    "Teachers in the hill towns ring the church bells when the telephone lines are down, and are paid for it.",
    "The ministry for harbours trains widows as surveyors, who know which cellars fill before the others do.",
    "Nine hundred boats are counted each spring by children, and the list hangs in every post office.",
    "A tax on sardines pays the keepers of the northern lights, as the assembly decided a generation ago.",
    "Our oldest harbour has a bell from a wreck, and nobody may sell it, as a law of the republic says.",
    "The assembly meets in a former fish market, and on the wall the highest tides are cut into the stone.",
    "Every bridge has a warden with a radio, paid by the toll, who answers for the road until the flood is gone.",
    "Ferries carry the mail, the doctor and the judge, and since last year an officer for floods as well.",
)


def own_country(land: str, people: str, capital: str) -> str:
    """A text that only its country tells from its twin's."""
    return (
        f"The delegation of {land} believes that the schools of {capital} teach what a flood costs. {people} engineers "
        f"have mapped the cellars of {capital}, and {land} offers these maps to every state that asks for them without "
        f"a fee. The {people} people remember the great water, and {land} urges all states to remember it too."
    )


@dataclass
class Committeeful:
    """Papers by the name of their delegation, in one committee, and the staff who look at them."""

    house: House
    clock: Clock
    event: Conference
    body: Committee
    staff: User
    papers: dict[str, int] = field(default_factory=dict)
    versions: dict[str, list[int]] = field(default_factory=dict)

    def hand_in(self, delegation: str, *parts: str, school: str | None = None) -> int:
        """A delegation's next version, read and compared; an hour passes. Its submission's id."""
        with self.house.work() as work:
            if delegation not in self.papers:
                named = factories.delegation(work, self.event, name=delegation)
                by = factories.school(work, self.event, name=school) if school else None
                seat = factories.seat(work, work.session.get_one(Committee, self.body.id), held_for=named, by=by)
                self.papers[delegation] = factories.paper(work, seat).id
            text = "\n\n".join((f"{OPENINGS[list(self.papers).index(delegation) % len(OPENINGS)]}", *parts)) + "\n"
            paper = work.session.get_one(Paper, self.papers[delegation])
            made = factories.submission(work, paper, text=text, queued=True)
        factories.run_all(self.house)
        self.clock.advance(hours=1)
        self.versions.setdefault(delegation, []).append(made.id)
        return made.id


def committeeful(house: House, clock: Clock) -> Committeeful:
    """An empty committee."""
    with house.work() as work:
        event = factories.conference(work)
        body = factories.committee(work, event)
        return Committeeful(house, clock, event, body, factories.staff(work, event))
