from __future__ import annotations

import json
import subprocess
import sys
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.engine import encoder as encoders
from reviewer.engine.candidates import PaperText
from reviewer.engine.committee import CommitteeContext, PaperDigest
from reviewer.engine.coverage import Asked, QuestionTopic, cover, cover_each, cover_paper, digest_paper
from reviewer.engine.report import Question, QuestionCoverage, TopicCoverage

BUSES = "How does your country pay for public buses in rural districts?"
NOISE = "Which limits on aircraft noise does your government enforce at night?"
DRIVERS = "What training do lorry drivers receive before they carry dangerous goods?"
PORTS = "How are customs officers in ports protected from bribery?"

ROADS = QuestionTopic("Safe Roads for Everyone", (Question(BUSES), Question(DRIVERS)))
CITIES = QuestionTopic("Quiet Cities and Honest Ports", (Question(NOISE), Question(PORTS)))
TOPICS = (ROADS, CITIES)

BUS_ANSWER = "A levy on fuel finances public buses that connect rural districts with the capital twice a day."
DRIVER_ANSWER = "Lorry drivers complete forty hours of training on dangerous goods and renew the certificate each year."
NOISE_ANSWER = (
    "No aircraft may exceed seventy decibels of noise at night, a limit the aviation authority enforces with fines."
)
PORT_ANSWER = (
    "Customs officers in ports rotate every month, and those who report bribery are protected by an ombudsman."
)
FILLER = "Nordavia is a proud member of the international community and believes in dialogue among all nations."

PAPER = f"""Committee: Transport and Cities Commission
Country: Nordavia

Topic A

{FILLER} {BUS_ANSWER} {DRIVER_ANSWER}

Topic B

{NOISE_ANSWER} {PORT_ANSWER}

Works Cited

Ministry of Transport. Public buses in rural districts: how the country pays. 2024.
"""


def semantic() -> encoders.Encoder:
    found = encoders.load("auto")
    if found is None:
        pytest.skip("the semantic extra is not installed")
    return found


def find(result: tuple[TopicCoverage, ...], question: str) -> QuestionCoverage:
    return next(one for topic in result for one in topic.questions if one.question == question)


def shown(text: str, answer: QuestionCoverage) -> list[str]:
    return [text[one.start : one.end] for one in answer.evidence]


@pytest.mark.parametrize("with_encoder", [False, True])
def test_the_answering_sentence_is_shown_first(with_encoder: bool) -> None:
    encoder = semantic() if with_encoder else None
    result = cover_paper(PaperText(PAPER), TOPICS, None, encoder)
    assert shown(PAPER, find(result, BUSES))[0] == BUS_ANSWER
    assert shown(PAPER, find(result, DRIVERS))[0] == DRIVER_ANSWER
    assert shown(PAPER, find(result, NOISE))[0] == NOISE_ANSWER
    assert shown(PAPER, find(result, PORTS))[0] == PORT_ANSWER


def test_questions_come_back_verbatim_in_the_order_given() -> None:
    result = cover_paper(PaperText(PAPER), TOPICS)
    assert [topic.title for topic in result] == [ROADS.title, CITIES.title]
    assert [one.question for topic in result for one in topic.questions] == [BUSES, DRIVERS, NOISE, PORTS]


def test_an_answered_question_scores_higher_than_an_unanswered_one() -> None:
    text = f"Topic A\n\n{FILLER} {BUS_ANSWER}\n\nTopic B\n\n{NOISE_ANSWER}\n"
    result = cover_paper(PaperText(text), TOPICS)
    assert find(result, BUSES).score > find(result, DRIVERS).score
    assert find(result, NOISE).score > find(result, PORTS).score
    assert find(result, DRIVERS).status == "missing"


def test_a_sentence_answers_only_questions_of_its_own_topic() -> None:
    text = f"Topic A\n\n{FILLER} {NOISE_ANSWER}\n\nTopic B\n\n{PORT_ANSWER} {BUS_ANSWER}\n"
    result = cover_paper(PaperText(text), TOPICS)
    assert BUS_ANSWER not in shown(text, find(result, BUSES))
    assert NOISE_ANSWER not in shown(text, find(result, NOISE))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Topic 1: Safe Roads for Everyone", "Topic 2: Quiet Cities and Honest Ports"),
        ("I. Safe Roads for Everyone", "II. Quiet Cities and Honest Ports"),
        ("SAFE ROADS FOR EVERYONE", "QUIET CITIES AND HONEST PORTS"),
        ("Tópico A", "Tópico B"),
        ("Tema 1.", "Tema 2."),
    ],
)
def test_topics_are_told_apart_by_their_headings(first: str, second: str) -> None:
    text = f"{first}\n\n{NOISE_ANSWER} {BUS_ANSWER}\n\n{second}\n\n{PORT_ANSWER} {DRIVER_ANSWER}\n"
    result = cover_paper(PaperText(text), TOPICS)
    assert shown(text, find(result, BUSES))[0] == BUS_ANSWER
    assert DRIVER_ANSWER not in shown(text, find(result, DRIVERS))


@pytest.mark.parametrize("swapped", [False, True])
def test_topics_without_headings_are_told_apart_by_the_best_division(swapped: bool) -> None:
    parts = [f"{BUS_ANSWER} {DRIVER_ANSWER}", f"{NOISE_ANSWER} {PORT_ANSWER}"]
    text = "\n\n".join(reversed(parts) if swapped else parts) + "\n"
    result = cover_paper(PaperText(text), TOPICS)
    assert set(shown(text, find(result, BUSES))) == {BUS_ANSWER, DRIVER_ANSWER}
    assert set(shown(text, find(result, PORTS))) == {NOISE_ANSWER, PORT_ANSWER}


def test_a_sentence_copied_from_the_guide_is_no_evidence() -> None:
    copied = (
        "Public buses reach few rural districts, since private lenders refuse to finance vehicles on unpaved roads."
    )
    text = f"Topic A\n\n{FILLER} {copied}\n\nTopic B\n\n{NOISE_ANSWER}\n"
    without = cover_paper(PaperText(text), TOPICS)
    against = cover_paper(PaperText(text), TOPICS, guide=f"Introduction. {copied} Other words follow here.")
    assert copied in shown(text, find(without, BUSES))
    assert copied not in shown(text, find(against, BUSES))
    assert find(against, BUSES).score < find(without, BUSES).score


@pytest.mark.parametrize(
    "trap",
    [
        BUSES,
        "We must also ask how our country does pay for public buses in rural districts.",
        "It is important to know how a country pays for public buses in rural districts.",
        "Can anyone say how public buses in rural districts are paid?",
    ],
)
def test_a_restated_question_is_no_evidence(trap: str) -> None:
    text = f"Topic A\n\n{FILLER} {trap} {DRIVER_ANSWER}\n\nTopic B\n\n{NOISE_ANSWER}\n"
    result = cover_paper(PaperText(text), TOPICS)
    assert trap not in shown(text, find(result, BUSES))
    assert find(result, BUSES).status == "missing"


def test_headings_fields_and_references_are_no_evidence() -> None:
    result = cover_paper(PaperText(PAPER), TOPICS)
    every = [sentence for topic in result for one in topic.questions for sentence in shown(PAPER, one)]
    assert len(every) >= 8
    assert not any(sentence.startswith(("Committee", "Country", "Topic", "Ministry")) for sentence in every)


def test_a_hint_raises_the_sentence_it_describes() -> None:
    asked = "What does your country do for people who cannot sleep?"
    answer = "Heavy engines stay silent between eleven and six under the curfew act."
    text = f"{FILLER} {answer} {BUS_ANSWER}\n"
    plain = cover_paper(PaperText(text), [QuestionTopic("Sleep", (Question(asked),))])
    hinted = cover_paper(PaperText(text), [QuestionTopic("Sleep", (Question(asked, "A curfew act for engines."),))])
    assert shown(text, find(hinted, asked))[0] == answer
    assert find(hinted, asked).score > find(plain, asked).score


def test_confirmed_answers_of_other_papers_order_the_evidence() -> None:
    asked = "What does your country do for people who cannot sleep?"
    answer = "Heavy engines stay silent between eleven and six under the curfew act."
    text = f"{FILLER} {BUS_ANSWER} {answer}\n"
    confirmed = {
        asked: ["The curfew act keeps heavy engines silent.", "Engines are silent under a curfew act of 2019."]
    }
    result = cover_paper(PaperText(text), [QuestionTopic("Sleep", (Question(asked),))], confirmed=confirmed)
    assert shown(text, find(result, asked))[0] == answer


def test_the_score_grows_with_a_better_answer() -> None:
    vague = f"Topic A\n\n{FILLER} Buses are good.\n\nTopic B\n\n{NOISE_ANSWER}\n"
    better = vague.replace("Buses are good.", "Public buses run in many districts of the land.")
    best = vague.replace("Buses are good.", BUS_ANSWER)
    scores = [find(cover_paper(PaperText(text), TOPICS), BUSES).score for text in (vague, better, best)]
    assert scores == sorted(scores)
    assert scores[0] < scores[2]


def papers() -> list[PaperText]:
    bodies = [
        (f"{FILLER} {BUS_ANSWER}", NOISE_ANSWER),
        (f"{DRIVER_ANSWER} {FILLER}", PORT_ANSWER),
        (f"{BUS_ANSWER} {DRIVER_ANSWER}", f"{PORT_ANSWER} {NOISE_ANSWER}"),
    ]
    return [PaperText(f"Topic A\n\n{one}\n\nTopic B\n\n{two}\n") for one, two in bodies]


@pytest.mark.parametrize("with_encoder", [False, True])
def test_the_order_of_the_papers_does_not_matter(with_encoder: bool) -> None:
    encoder = semantic() if with_encoder else None
    all_ = papers()
    expected = dict(zip(range(3), cover(all_, TOPICS, encoder=encoder), strict=True))
    for order in permutations(range(3)):
        found = cover([all_[place] for place in order], TOPICS, encoder=encoder)
        assert dict(zip(order, found, strict=True)) == expected


def test_papers_may_carry_hints_of_their_own() -> None:
    hinted = (QuestionTopic(ROADS.title, (Question(BUSES, "A levy on fuel."), Question(DRIVERS))), CITIES)
    asked = [Asked(papers()[0], TOPICS), Asked(papers()[0], hinted)]
    plain, with_hint = cover_each(asked)
    assert find(with_hint, BUSES).score > find(plain, BUSES).score


def test_a_digest_survives_json_and_teaches_the_same() -> None:
    digests = [digest_paper(paper, TOPICS) for paper in papers()[1:]]
    again = [PaperDigest.from_json(json.loads(json.dumps(digest.to_json()))) for digest in digests]
    assert [digest.answers for digest in again] == [digest.answers for digest in digests]
    before = cover_paper(papers()[0], TOPICS, CommitteeContext.pool(digests))
    assert cover_paper(papers()[0], TOPICS, CommitteeContext.pool(again)) == before
    assert find(before, BUSES).evidence


def test_a_committee_without_a_paper_is_the_committee_of_the_others() -> None:
    digests = [digest_paper(paper, TOPICS) for paper in papers()]
    everyone = CommitteeContext.pool(digests)
    others = CommitteeContext.pool(digests[1:])
    assert everyone is not None
    assert everyone.without(digests[0]) == others
    assert others is not None
    assert others.better_half(DRIVERS)
    alone = CommitteeContext.pool(digests[:1])
    assert alone is not None
    assert alone.without(digests[0]) is None


def test_a_digest_of_an_older_engine_teaches_words_but_no_scores() -> None:
    old = digest_paper(papers()[0], TOPICS).to_json()
    del old["word_sum"], old["particulars"]
    again = PaperDigest.from_json(old)
    assert again.containing
    assert again.answers == {}


def test_the_guide_reworded_or_translated_is_no_evidence() -> None:
    said = "Los bancos privados no quieren financiar autobuses en caminos rurales sin pavimentar."
    guide = "Private banks do not want to finance buses on unpaved rural roads. Nobody knows why this is so."
    text = f"Topic A\n\n{FILLER} {said}\n\nTopic B\n\n{NOISE_ANSWER}\n"
    without = cover_paper(PaperText(text), TOPICS, None, semantic())
    against = cover_paper(PaperText(text), TOPICS, None, semantic(), guide=guide)
    assert said in shown(text, find(without, BUSES))
    assert said not in shown(text, find(against, BUSES))


def test_a_heading_or_a_list_of_the_topics_is_no_evidence() -> None:
    named = f"The topics before the commission are: {ROADS.title}; and {CITIES.title}."
    heading = "How Nordavia Pays For Public Buses In Rural Districts"
    text = f"{named}\n\nTopic A\n\n{heading}\n\n{DRIVER_ANSWER}\n\nTopic B\n\n{NOISE_ANSWER}\n"
    result = cover_paper(PaperText(text), TOPICS)
    every = [sentence for topic in result for one in topic.questions for sentence in shown(text, one)]
    assert every
    assert not {named, heading} & set(every)


def test_no_other_papers_pool_to_no_context() -> None:
    assert CommitteeContext.pool([]) is None


def test_statuses_follow_the_committee_once_enough_scores_are_there() -> None:
    digests = [digest_paper(paper, TOPICS) for paper in papers() * 3]
    result = cover_paper(papers()[2], TOPICS, CommitteeContext.pool(digests))
    empty = cover_paper(
        PaperText(f"Topic A\n\n{FILLER}\n\nTopic B\n\n{FILLER}\n"), TOPICS, CommitteeContext.pool(digests)
    )
    assert {one.status for topic in result for one in topic.questions} <= {"covered", "partly"}
    assert result[1].covered == 1.0
    assert {one.status for topic in empty for one in topic.questions} == {"missing"}


def test_an_empty_paper_covers_nothing() -> None:
    result = cover_paper(PaperText(""), TOPICS)
    assert {(one.status, one.score, one.evidence) for topic in result for one in topic.questions} == {
        ("missing", 0.0, ())
    }
    assert [topic.covered for topic in result] == [0.0, 0.0]


SENTENCES = st.lists(st.sampled_from([BUS_ANSWER, DRIVER_ANSWER, NOISE_ANSWER, PORT_ANSWER, FILLER, BUSES]), max_size=9)


@settings(max_examples=40, deadline=None)
@given(SENTENCES, st.sampled_from([" ", "\n", "\n\n", "\n\nTopic B\n\n", "\n\nTopic A\n\n"]))
def test_evidence_is_ordered_bounded_and_inside_the_text(chosen: list[str], glue: str) -> None:
    text = glue.join(chosen)
    result = cover_paper(PaperText(text), TOPICS)
    answers = [one for topic in result for one in topic.questions]
    assert len(answers) == 4
    for answer in answers:
        assert len(answer.evidence) <= 3
        assert answer.score >= 0
        assert [one.score for one in answer.evidence] == sorted((one.score for one in answer.evidence), reverse=True)
        assert all(0 <= one.start < one.end <= len(text) for one in answer.evidence)


def test_covering_without_an_encoder_loads_no_numpy() -> None:
    script = (
        "import sys; from reviewer.engine.candidates import PaperText; from reviewer.engine.report import Question; "
        "from reviewer.engine.coverage import QuestionTopic, cover; "
        "cover([PaperText('Buses run.')] * 2, [QuestionTopic('T', (Question('Who pays buses?'),))]); "
        "assert 'numpy' not in sys.modules, 'numpy was loaded'"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
