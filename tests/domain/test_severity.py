from __future__ import annotations

import pytest

from reviewer.domain.severity import Severity, Weight, severity, urgency


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (Weight(), None),
        (Weight(share=0.01), Severity.LOW),
        (Weight(share=0.149, longest_serious=14, longest_counted=39, serious_words=39), Severity.LOW),
        (Weight(share=0.15), Severity.MEDIUM),
        (Weight(share=0.02, longest_counted=40), Severity.MEDIUM),
        (Weight(share=0.02, longest_serious=15), Severity.MEDIUM),
        (Weight(share=0.02, serious_words=40), Severity.MEDIUM),
        (Weight(share=0.30), Severity.HIGH),
        (Weight(share=0.02, longest_serious=30), Severity.HIGH),
        (Weight(share=0.02, longest_counted=120), Severity.HIGH),
        (Weight(share=0.02, serious_words=100), Severity.HIGH),
        (Weight(serious_flags=1), Severity.HIGH),
    ],
)
def test_severity_is_the_highest_whose_mark_is_reached(weight: Weight, expected: Severity | None) -> None:
    assert severity(weight) is expected


def test_urgency_puts_files_that_deceive_first_then_other_papers_then_the_guide() -> None:
    flagged = Weight(serious_flags=1)
    copied = Weight(share=0.10, longest_serious=45, serious_words=45)
    guided = Weight(share=0.35, longest_counted=60)
    minor = Weight(share=0.05, longest_counted=12)
    nothing = Weight()
    assert sorted([nothing, guided, minor, copied, flagged], key=urgency) == [flagged, copied, guided, minor, nothing]
