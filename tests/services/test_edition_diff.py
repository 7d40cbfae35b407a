"""Three texts of an agenda: the old edition, what stands here, the new edition."""

from __future__ import annotations

from collections.abc import Sequence

from reviewer.services.setup.agenda import LinkForm, QuestionForm, TopicForm
from reviewer.services.setup.edition_diff import Change, differences, merged

SIRENS = "What has your country done to warn villages?"
PAYS = "Who should pay for instruments?"
LAST = "Which communities are warned last, and why?"
REWORDED = "Who should pay for instruments that small states cannot afford?"
OWN = "How do neighbours share tide tables?"


def agenda(*questions: str, title: str = "Early warning", links: Sequence[str] = ()) -> TopicForm:
    return TopicForm(title, tuple(QuestionForm(one) for one in questions), tuple(LinkForm(one, one) for one in links))


def only(changes: list[Change]) -> Change:
    assert len(changes) == 1, changes
    return changes[0]


def texts(topics: Sequence[TopicForm]) -> list[str]:
    return [one.text for topic in topics for one in topic.questions]


def taken(base: list[TopicForm], mine: list[TopicForm], theirs: list[TopicForm]) -> tuple[TopicForm, ...]:
    return merged(base, mine, theirs, [one.key for one in differences(base, mine, theirs) if one.is_default])


def test_the_same_edition_changes_nothing_and_keeps_ids_and_hints() -> None:
    mine = [TopicForm("Early warning", (QuestionForm(SIRENS, "the Tidal Act"),), id=7)]
    assert differences([agenda(SIRENS)], mine, [agenda(SIRENS)]) == []
    assert taken([agenda(SIRENS)], mine, [agenda(SIRENS)]) == tuple(mine)


def test_a_new_question_comes_after_the_one_it_follows_in_the_guide() -> None:
    base, mine, theirs = [agenda(SIRENS, LAST)], [agenda(SIRENS, LAST)], [agenda(SIRENS, PAYS, LAST)]
    found = only(differences(base, mine, theirs))
    assert (found.how, found.after, found.is_default) == ("added", PAYS, True)
    assert texts(taken(base, mine, theirs)) == [SIRENS, PAYS, LAST]


def test_a_reworded_question_is_one_change_and_keeps_its_hint() -> None:
    mine = [TopicForm("Early warning", (QuestionForm(PAYS, "a levy on freight"),))]
    base, theirs = [agenda(PAYS)], [agenda(REWORDED)]
    found = only(differences(base, mine, theirs))
    assert (found.how, found.before, found.after) == ("changed", PAYS, REWORDED)
    assert taken(base, mine, theirs)[0].questions == (QuestionForm(REWORDED, "a levy on freight"),)


def test_a_question_that_is_gone_from_the_guide_goes_unless_it_is_kept() -> None:
    base, theirs = [agenda(SIRENS, LAST)], [agenda(SIRENS)]
    found = only(differences(base, base, theirs))
    assert (found.how, found.before) == ("gone", LAST)
    assert texts(taken(base, base, theirs)) == [SIRENS]
    assert texts(merged(base, base, theirs, [])) == [SIRENS, LAST]


def test_what_was_written_by_hand_is_yours_and_stays() -> None:
    base, mine, theirs = [agenda(SIRENS)], [agenda(SIRENS, OWN)], [agenda(SIRENS, LAST)]
    found = {one.how: one for one in differences(base, mine, theirs)}
    assert set(found) == {"yours", "added"}
    assert not found["yours"].is_default
    assert texts(taken(base, mine, theirs)) == [SIRENS, LAST, OWN]
    assert OWN not in texts(merged(base, mine, theirs, [found["yours"].key]))


def test_a_question_reworded_by_hand_and_by_the_guide_is_kept_unless_chosen_otherwise() -> None:
    by_hand = "Who should pay for the instruments of poor states?"
    base, mine, theirs = [agenda(PAYS)], [agenda(by_hand)], [agenda(REWORDED)]
    found = only(differences(base, mine, theirs))
    assert (found.how, found.before, found.after) == ("yours_changed", by_hand, REWORDED)
    assert texts(taken(base, mine, theirs)) == [by_hand]
    assert texts(merged(base, mine, theirs, [found.key])) == [REWORDED]


def test_a_question_reworded_by_hand_that_the_guide_leaves_as_it_was_is_yours() -> None:
    found = only(differences([agenda(PAYS)], [agenda(REWORDED)], [agenda(PAYS)]))
    assert (found.how, found.before, found.after) == ("yours", REWORDED, PAYS)


def test_a_question_taken_out_by_hand_stays_out() -> None:
    base, mine, theirs = [agenda(SIRENS, LAST)], [agenda(SIRENS)], [agenda(SIRENS, LAST)]
    found = only(differences(base, mine, theirs))
    assert (found.how, found.is_default) == ("left_out", False)
    assert texts(taken(base, mine, theirs)) == [SIRENS]


def test_titles_follow_the_guide_unless_somebody_changed_them() -> None:
    base, theirs = [agenda(SIRENS)], [agenda(SIRENS, title="Early warning for all")]
    assert taken(base, [agenda(SIRENS)], theirs)[0].title == "Early warning for all"
    mine = [agenda(SIRENS, title="Sirens")]
    assert only(differences(base, mine, theirs)).how == "yours_changed"
    assert taken(base, mine, theirs)[0].title == "Sirens"


def test_topics_come_by_themselves_and_never_go_by_themselves() -> None:
    first, second = agenda(SIRENS), agenda(OWN, title="Tables of the tides at sea")
    assert texts(taken([first], [first], [first, second])) == [SIRENS, OWN]
    gone = only(differences([first, second], [first, second], [first]))
    assert (gone.what, gone.how, gone.is_default) == ("topic", "gone", False)
    assert texts(merged([first, second], [first, second], [first], [gone.key])) == [SIRENS]


def test_links_are_added_and_go_but_own_ones_stay() -> None:
    base, mine = (
        [agenda(SIRENS, links=["https://a.example"])],
        [agenda(SIRENS, links=["https://a.example", "https://own.example"])],
    )
    theirs = [agenda(SIRENS, links=["https://b.example"])]
    assert {(one.how, one.before or one.after) for one in differences(base, mine, theirs)} == {
        ("gone", "https://a.example"),
        ("yours", "https://own.example"),
        ("added", "https://b.example"),
    }
    assert [one.url for one in taken(base, mine, theirs)[0].links] == ["https://own.example", "https://b.example"]
