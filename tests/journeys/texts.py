"""What the people of the walk write: a guide, two papers and a roster. States, schools and people are invented."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reviewer.demo.build import as_docx, as_pdf

COPIED_FROM_GUIDE = (
    "A harbour that silts up is lost twice: first to the ships, which need depth, and then to the town, which lives "
    "from the ships. Dredging buys a few years at a time, and it is paid for by those who have the least, because "
    "large ports have owners while small ones have only neighbours"
)
COPIED_FROM_THE_FIRST = (
    "every state upstream should publish each morning how much sand its rivers carry, so that the harbours below have "
    "two days to plan their dredging, and a common fund should lend the dredger itself rather than the money for one, "
    "since a dredger that travels along the coast is idle nowhere"
)

_GUIDE = f"""# Background Guide
| Lantern Bay Model United Nations
| General Assembly Second Committee (Economic and Financial)

## Letter from the Chairs

Dear delegates, welcome to the Second Committee. We have chosen one topic this year, and it is a small one that touches
many people. Please read this guide as a beginning. The best papers tell us something that it does not say.

## Topic 1: Keeping Small Harbours Open

### Introduction

{COPIED_FROM_GUIDE}. Four coasts in ten have no port authority at all, and of their harbours nobody keeps a list.

The first surveys of the matter are thirty years old. They counted piers, not people. Since then rivers have been
dammed, coasts have been built upon, and the sand has moved to where nobody expected it.

### Key Questions

- How should states upstream tell harbours downstream about the sand that their rivers carry?
- Who should pay for dredging where a harbour has no owner?
- What may a harbour ask of the ships that use it?

### Further Links

- Register of Small Harbours: https://harbours.example
"""


@dataclass(frozen=True)
class Delegate:
    """Somebody who writes a paper, words of theirs that nobody else would write, and how it will be marked.

    `level` is the place of the chosen level, counted from 0 and from the lowest; `total` what the delegate then reads.
    """

    name: str
    email: str
    delegation: str
    school: str
    own_words: str
    level: int
    total: str

    @property
    def marks(self) -> tuple[str, ...]:
        """What another delegate must never see."""
        return (self.name, self.email, self.delegation, self.school, self.own_words)


FIRST = Delegate(
    "Ada Ferrolan", "ada@lighthouse.example", "Maravel", "Lighthouse School", "the ladder of nine quays", 3, "80"
)
SECOND = Delegate("Cy Marwick", "cy@saltmarsh.example", "Kelvane", "Saltmarsh Academy", "the sardine ministry", 1, "38")

_FIRST = f"""# Position Paper
| {FIRST.delegation}
| {FIRST.school}

## Keeping Small Harbours Open

Maravel has lived from its coast for six centuries and knows what sand can do. In the last generation {FIRST.own_words}
lost its three lowest steps, and with them the ferries that took children to school.

We hold that {COPIED_FROM_THE_FIRST}. Such a service would cost less than one new breakwater.

Where a harbour has no owner, the district should hold it in trust, and dredging there should be paid from a small
levy on cargo that passes the strait without landing. We would ask ships for one thing only: that they report the depth
they meet.
"""

_SECOND = f"""# Position Paper
| {SECOND.delegation}
| {SECOND.school}

## Keeping Small Harbours Open

{COPIED_FROM_GUIDE}. For Kelvane this is no theory, as {SECOND.own_words} doubled its budget for moorings last spring.

Kelvane proposes a plan in two parts. First, {COPIED_FROM_THE_FIRST}. Second, fishing crews should be trained to measure
depth with a line, and be paid for each chart that they bring home.

Our delegation asks the committee to begin with the inner bays, where boats are small and winters are long.
"""


def _unwrapped(manuscript: str) -> str:
    """Each paragraph on one line, as a manuscript wants it."""
    return re.sub(r"(?<=[^\n])\n(?=[^\n#|-])", " ", manuscript)


GUIDE_FILE = as_docx(_unwrapped(_GUIDE), title="Background Guide")
FIRST_FILE = as_docx(_unwrapped(_FIRST), title="Position Paper", author=FIRST.name)
SECOND_FILE = as_pdf(_unwrapped(_SECOND), title="Position Paper", author=SECOND.name)

COMMITTEE = "Second Committee"
ROSTER = "Committee,Delegation,School,Delegate,E-mail\n" + "".join(
    f"{COMMITTEE},{one.delegation},{one.school},{one.name},{one.email}\n" for one in (FIRST, SECOND)
)
