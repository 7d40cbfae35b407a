"""Which class a passage belongs to: a table of what applies together, and what a rule does to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.domain.access import Place
from reviewer.domain.provenance import (
    SHIPPED,
    Circumstances,
    Manner,
    Provenance,
    Relation,
    Rule,
    is_common,
    provenance,
    relation,
    rules_after,
)
from reviewer.domain.states import Exclusion, SourceKind


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Circumstances(source=SourceKind.GUIDE), Provenance.GUIDE),
        (Circumstances(source=SourceKind.UN_DOCUMENT), Provenance.UN_DOCUMENT),
        (Circumstances(source=SourceKind.WEB), Provenance.OTHER_SOURCE),
        (Circumstances(source=SourceKind.OTHER), Provenance.OTHER_SOURCE),
        (Circumstances(source=SourceKind.PAST_PAPER), Provenance.EARLIER_YEAR),
        (Circumstances(source=SourceKind.PROMPT), Provenance.PROMPT),
        (Circumstances(relation=Relation.OWN), Provenance.OWN_PAPER),
        (Circumstances(relation=Relation.SCHOOL), Provenance.SAME_SCHOOL),
        (Circumstances(relation=Relation.COMMITTEE), Provenance.SAME_COMMITTEE),
        (Circumstances(relation=Relation.CONFERENCE), Provenance.OTHER_COMMITTEE),
        # a source's words, quoted or cited: how they are introduced says more than where they stand
        (Circumstances(SourceKind.GUIDE, manner=Manner.QUOTED), Provenance.UNCITED_QUOTATION),
        (Circumstances(SourceKind.UN_DOCUMENT, manner=Manner.CITED), Provenance.CITED),
        (Circumstances(SourceKind.WEB, manner=Manner.QUOTED_AND_CITED), Provenance.QUOTATION),
        (Circumstances(SourceKind.WEB, zone=Exclusion.QUOTATION), Provenance.QUOTATION),
        # another delegate's paper is no source: marks or a citation alone excuse nothing
        (Circumstances(relation=Relation.COMMITTEE, manner=Manner.QUOTED), Provenance.SAME_COMMITTEE),
        (Circumstances(relation=Relation.COMMITTEE, manner=Manner.CITED), Provenance.SAME_COMMITTEE),
        (Circumstances(SourceKind.PAST_PAPER, manner=Manner.CITED), Provenance.EARLIER_YEAR),
        # but both may quote one source
        (Circumstances(relation=Relation.COMMITTEE, manner=Manner.QUOTED_AND_CITED), Provenance.QUOTATION),
        (Circumstances(relation=Relation.SCHOOL, is_common=True), Provenance.COMMON_PHRASE),
        (Circumstances(relation=Relation.OWN, zone=Exclusion.COMMON_PHRASE), Provenance.COMMON_PHRASE),
        (Circumstances(SourceKind.GUIDE, zone=Exclusion.PROMPT, manner=Manner.QUOTED_AND_CITED), Provenance.PROMPT),
        (Circumstances(relation=Relation.COMMITTEE, zone=Exclusion.TITLE, is_common=True), Provenance.TITLE),
        (Circumstances(SourceKind.WEB, zone=Exclusion.REFERENCES, manner=Manner.CITED), Provenance.REFERENCES),
        (Circumstances(SourceKind.GUIDE, zone=Exclusion.SHORT), Provenance.GUIDE),
    ],
)
def test_class_is_the_most_specific_that_applies(known: Circumstances, expected: Provenance) -> None:
    assert provenance(known) is expected


def test_every_class_has_a_shipped_rule() -> None:
    assert set(SHIPPED) == set(Provenance)


def test_relation_is_the_closest_that_holds() -> None:
    own = Place(1, 2, 3, 4)
    nobody, ada, bo = frozenset[int](), frozenset({7}), frozenset({8})
    assert relation(own, Place(1, 2, 3, 4), nobody, nobody) is Relation.OWN
    assert relation(own, Place(1, 9, 5, 6), ada, ada | bo) is Relation.OWN
    assert relation(own, Place(1, 2, 5, 4), ada, bo) is Relation.SCHOOL
    assert relation(own, Place(1, 2, 5, 6), ada, bo) is Relation.COMMITTEE
    assert relation(own, Place(1, 9, 5, 6), ada, bo) is Relation.CONFERENCE
    assert relation(Place(1, 2, 3, None), Place(1, 9, 5, None), nobody, nobody) is Relation.CONFERENCE


@pytest.mark.parametrize(
    ("words", "sharing", "papers", "expected"),
    [(12, 4, 10, True), (12, 3, 10, False), (12, 4, 30, False), (12, 6, 30, True), (26, 30, 30, False)],
)
def test_a_common_phrase_is_short_and_shared_by_many(words: int, sharing: int, papers: int, expected: bool) -> None:
    assert is_common(words, sharing, papers) is expected


CHANGES = st.lists(st.tuples(st.sampled_from([*Provenance]), st.sampled_from([*Rule])), max_size=8)


@given(CHANGES, st.sampled_from([*Provenance]), st.sampled_from([*Rule]))
def test_a_change_and_its_undoing_give_the_rules_of_before(
    made: list[tuple[Provenance, Rule]], name: Provenance, rule: Rule
) -> None:
    before = rules_after((one.value, two.value) for one, two in made)
    changes = [*made, (name, rule), (name, before[name])]
    assert rules_after((one.value, two.value) for one, two in changes) == before


def test_codes_of_another_version_are_passed() -> None:
    assert rules_after([("guide", "ignore"), ("astrology", "count"), ("guide", "perhaps")]) == {
        **SHIPPED,
        Provenance.GUIDE: Rule.IGNORE,
    }
