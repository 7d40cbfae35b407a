from __future__ import annotations

import pytest

from reviewer.domain.severity import Severity, Weight, severity, urgency


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (Weight(), None),
        (Weight(share=0.01), Severity.LOW),
        (Weight(share=0.149, longest_from_papers=14, longest_from_sources=39, from_papers=39), Severity.LOW),
        (Weight(share=0.15), Severity.MEDIUM),
        (Weight(share=0.02, longest_from_sources=40), Severity.MEDIUM),
        (Weight(share=0.02, longest_from_papers=15), Severity.MEDIUM),
        (Weight(share=0.02, from_papers=40), Severity.MEDIUM),
        (Weight(share=0.30), Severity.HIGH),
        (Weight(share=0.02, longest_from_papers=30), Severity.HIGH),
        (Weight(share=0.02, longest_from_sources=120), Severity.HIGH),
        (Weight(share=0.02, from_papers=100), Severity.HIGH),
        (Weight(serious_flags=1), Severity.HIGH),
    ],
)
def test_severity_is_the_highest_whose_mark_is_reached(weight: Weight, expected: Severity | None) -> None:
    assert severity(weight) is expected


def test_urgency_puts_files_that_deceive_first_then_other_papers_then_the_guide() -> None:
    flagged = Weight(serious_flags=1)
    copied = Weight(share=0.10, longest_from_papers=45, from_papers=45)
    guided = Weight(share=0.35, longest_from_sources=60)
    minor = Weight(share=0.05, longest_from_sources=12)
    nothing = Weight()
    assert sorted([nothing, guided, minor, copied, flagged], key=urgency) == [flagged, copied, guided, minor, nothing]
