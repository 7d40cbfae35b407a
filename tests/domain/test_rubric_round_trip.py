"""Any rubric survives its file and the editor's form."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer import catalog
from reviewer.domain.rubric import Band, Cap, Criterion, Deduction, Level, Rubric, Scale, Trigger
from reviewer.domain.rubric_form import rubric_from_mapping, to_mapping
from reviewer.services.desks.setup_rubrics import rubric_text
from reviewer.web.rubric_editor_form import read
from tests.rubric_fields import fields_of

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), min_size=1).map(
    lambda words: " ".join(words.split()) or "-"
)
SHORT = WORDS.map(lambda words: words[:60].strip() or "-")
TRIGGERS: st.SearchStrategy[Trigger | None] = st.sampled_from([None, *get_args(Trigger)])
HUNDREDTHS = st.integers(1, 9900).map(lambda number: Decimal(number) / 100)


@st.composite
def criteria(draw: st.DrawFn, number: int) -> Criterion:
    marks = sorted(draw(st.sets(st.integers(0, 40), min_size=4, max_size=8)), reverse=True)
    pairs = list(zip(marks[0::2], marks[1::2], strict=False))
    wide = draw(st.booleans())
    levels = tuple(
        Level(f"level-{place}", draw(SHORT), Decimal(low if wide else high), Decimal(high), draw(SHORT), draw(SHORT))
        for place, (high, low) in enumerate(pairs)
    )
    flags = {name: draw(st.booleans()) for name in ("per_topic", "half_points")}
    return Criterion(f"criterion-{number}", draw(SHORT), "levels", levels[0].high, levels, None, draw(SHORT), **flags)


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    judged = tuple(draw(criteria(number)) for number in range(draw(st.integers(1, 4))))
    out_of = sum((one.top for one in judged), Decimal(0))
    deductions = tuple(
        Deduction(
            f"deduction-{number}",
            draw(SHORT),
            draw(st.sampled_from(["points", "percent"])),
            draw(HUNDREDTHS),
            draw(SHORT),
            draw(TRIGGERS),
            draw(st.integers(1, 9)),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    caps = tuple(
        Cap("cap", draw(SHORT), out_of - 1, draw(SHORT), draw(TRIGGERS)) for _ in range(draw(st.integers(0, 1)))
    )
    bands = tuple(Band(draw(SHORT), out_of - place) for place in range(draw(st.integers(0, 2))))
    scale = Scale("points", out_of, draw(st.integers(0, 2)))
    return Rubric("ours", draw(SHORT), "en", draw(WORDS), scale, judged, deductions, caps, bands, draw(SHORT))


@settings(max_examples=40, deadline=None)
@given(rubrics())
def test_a_rubric_survives_its_file_and_the_form(rubric: Rubric) -> None:
    assert catalog.load_text(rubric_text(rubric), file="ours.yaml") == rubric
    assert rubric_from_mapping(read(fields_of(to_mapping(rubric)), "ours"), file="form") == rubric
