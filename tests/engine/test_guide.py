from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.engine.document import Block, BlockKind, Document
from reviewer.engine.guide import Guide, read_guide

ENGLISH = """LAKESIDE MODEL UNITED NATIONS 2026

Background Guide
World Health Organization (WHO)

Dear Delegates,

Welcome to Lakeside Model United Nations 2026! We are delighted to have you in the World Health Organization (WHO).
I am Marta Quill, your Director, and my colleague Osei Brandt will be your Assistant Director.

Position papers are due by 11:59 PM EST on February 6th, 2026. Send them to who@lakeside.example.

Topic A: Access to Clean Cooking Fuels
Topic B: Antimicrobial Resistance in
Livestock Farming

Topic A: Access to Clean Cooking Fuels

Introduction

Nearly a third of humanity cooks over open fires. Who should pay for the change? The smoke harms mostly women.

Questions to Consider

1. What share of your country's households cook with solid fuels, and how is that share chang-
ing?
2. Which subsidies has your government tried? Did they reach the poorest?
3. Explain how cross-
border trade of gas could be made safe.

Works Cited

World Bank. How much does smoke cost? 2023. https://worldbank.example/smoke?

Topic B: Antimicrobial Resistance in
Livestock Farming

Introduction

Farm animals receive most antibiotics.

Conclusion

Delegates should ask themselves the following: Does your state record sales of antibiotics?12 Who
inspects farms? As trade grows, how can
labels help?

12 Farm Union. How can labels help? (F/2024/3). 2024. p. 8.

Further Reading

FAO action plan: https://fao.example/plans/action-
plan-2021
WHO list https://who.example/list.pdf
"""

SPANISH = """Modelo de Naciones Unidas del Colegio Los Almendros 2026
Guía de estudio
Comité: Programa de las Naciones Unidas para el Medio Ambiente (PNUMA)

Estimados delegados:
Bienvenidos al Modelo de Naciones Unidas del Colegio Los Almendros 2026. Soy Irene Pardo Luján, su Presidenta, y me
acompaña Tadeo Quiñones como su Moderador. El documento de posición debe enviarse a más tardar el 14 de marzo de 2026
a las 23:59 horas (hora de la Ciudad de México).

Tema A: Contaminación por plásticos en los
ríos transfronterizos

Antecedentes

Los ríos llevan la mayor parte del plástico al mar.

Preguntas guía:
• ¿Qué leyes tiene su país sobre plásticos de un solo uso?
• ¿Cómo coopera su delegación con los
países vecinos en el cuidado de los ríos?
• Ante la falta de recursos, ¿quién debería pagar la limpieza?

Enlaces de apoyo
PNUMA, informe sobre plásticos: https://pnuma.example/informes/plasticos
Comisión del Río: www.rio.example/datos

Tema B: Minería en aguas profundas

Introducción

Las empresas esperan permisos. En su investigación las delegaciones deberían considerar las siguientes preguntas: ¿Qué
riesgos tiene la minería para los ecosistemas? ¿Debe existir una moratoria?
"""


def document(text: str, *blocks: Block) -> Document:
    return Document(
        media_type="text/plain",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        language=None,
        words=len(text.split()),
        words_body=len(text.split()),
        pages=None,
        blocks=blocks,
    )


def from_blocks(*parts: tuple[BlockKind, str]) -> Document:
    text, blocks = "", []
    for kind, words in parts:
        blocks.append(Block(kind, len(text), len(text) + len(words), page=1))
        text += words + "\n"
    return document(text, *blocks)


def read(text: str) -> Guide:
    return read_guide(document(text))


def questions(guide: Guide, topic: int = 0) -> list[str]:
    return [one.value for one in guide.topics[topic].questions]


def test_english_guide_names_conference_and_committee() -> None:
    guide = read(ENGLISH)
    assert guide.conference is not None
    assert guide.conference.value == "Lakeside Model United Nations 2026"
    assert guide.committee is not None
    assert guide.committee.value == "World Health Organization (WHO)"


def test_english_guide_names_the_officers_with_their_roles() -> None:
    officers = [(one.value.role, one.value.name) for one in read(ENGLISH).officers]
    assert officers == [("Director", "Marta Quill"), ("Assistant Director", "Osei Brandt")]


def test_spanish_guide_is_read_like_an_english_one() -> None:
    guide = read(SPANISH)
    assert guide.conference is not None
    assert guide.conference.value == "Modelo de Naciones Unidas del Colegio Los Almendros 2026"
    assert guide.committee is not None
    assert guide.committee.value == "Programa de las Naciones Unidas para el Medio Ambiente (PNUMA)"
    assert [(one.value.role, one.value.name) for one in guide.officers] == [
        ("Presidenta", "Irene Pardo Luján"),
        ("Moderador", "Tadeo Quiñones"),
    ]
    assert guide.deadline is not None
    assert guide.deadline.value == "2026-03-14T23:59:00-06:00"


def test_topic_titles_are_mended_over_line_breaks() -> None:
    assert [topic.title.value for topic in read(ENGLISH).topics] == [
        "Access to Clean Cooking Fuels",
        "Antimicrobial Resistance in Livestock Farming",
    ]
    assert [topic.title.value for topic in read(SPANISH).topics] == [
        "Contaminación por plásticos en los ríos transfronterizos",
        "Minería en aguas profundas",
    ]


def test_listed_questions_are_verbatim_and_mended() -> None:
    assert questions(read(ENGLISH)) == [
        "What share of your country's households cook with solid fuels, and how is that share changing?",
        "Which subsidies has your government tried? Did they reach the poorest?",
        "Explain how cross-border trade of gas could be made safe.",
    ]
    assert questions(read(SPANISH)) == [
        "¿Qué leyes tiene su país sobre plásticos de un solo uso?",
        "¿Cómo coopera su delegación con los países vecinos en el cuidado de los ríos?",
        "Ante la falta de recursos, ¿quién debería pagar la limpieza?",
    ]


def test_questions_in_prose_lose_their_announcement_and_note_numbers() -> None:
    assert questions(read(ENGLISH), 1) == [
        "Does your state record sales of antibiotics?",
        "Who inspects farms?",
        "As trade grows, how can labels help?",
    ]
    assert questions(read(SPANISH), 1) == [
        "¿Qué riesgos tiene la minería para los ecosistemas?",
        "¿Debe existir una moratoria?",
    ]


def test_rhetorical_and_cited_questions_are_not_key_questions() -> None:
    every = [question for topic in (0, 1) for question in questions(read(ENGLISH), topic)]
    assert len(every) == 6
    assert not any("pay for the change" in question or "smoke cost" in question for question in every)


def test_links_are_mended_and_labelled_and_the_bibliography_left_out() -> None:
    guide = read(ENGLISH)
    assert guide.topics[0].links == ()
    assert [(one.value.label, one.value.url) for one in guide.topics[1].links] == [
        ("FAO action plan", "https://fao.example/plans/action-plan-2021"),
        ("WHO list", "https://who.example/list.pdf"),
    ]


def test_a_link_echoed_without_label_is_given_once() -> None:
    guide = read(
        "Topic: Safe Roads\n\nUseful links\n\nRoad union. https://roads.example/a-\nreport.html\n\n"
        "https://roads.example/a-report.html\n"
    )
    assert [(one.value.label, one.value.url) for one in guide.topics[0].links] == [
        ("Road union.", "https://roads.example/a-report.html")
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Discussion Questions",
        "Guiding Questions:",
        "IV. Questions to Consider",
        "Questions a Resolution Must Answer (QARMA)",
        "QARMAs",
        "KEY QUESTIONS",
        "Preguntas clave",
        "Preguntas orientadoras:",
        "Preguntas para la investigación",
    ],
)
def test_usual_question_headings_are_known(heading: str) -> None:
    guide = read(f"Topic A: Safe Roads\n\nRoads kill.\n\n{heading}\n\n- Who builds roads?\n- Who repairs roads?\n")
    assert questions(guide) == ["Who builds roads?", "Who repairs roads?"]


def test_unmarked_questions_over_two_lines_and_a_page_break_stay_whole() -> None:
    guide = read(
        "Topic A: Safe Roads\n\nKey questions:\n\nHow does your country train those who drive buses and\nlorries?\n"
        "Which roads does your country share with\n\n\nits neighbours?\n"
    )
    assert questions(guide) == [
        "How does your country train those who drive buses and lorries?",
        "Which roads does your country share with its neighbours?",
    ]


def test_running_headers_and_notes_inside_a_question_are_left_out() -> None:
    guide = read_guide(
        from_blocks(
            ("heading", "Topic A: Safe Roads"),
            ("heading", "Key questions"),
            ("list_item", "• Which roads does your country share"),
            ("footer", "7"),
            ("header", "Lakeside MUN - Transport Committee"),
            ("paragraph", "with its neighbours?"),
            ("list_item", "• Who repairs them?"),
        )
    )
    assert questions(guide) == ["Which roads does your country share with its neighbours?", "Who repairs them?"]


def test_questions_in_a_table_of_numbers_are_listed_questions() -> None:
    guide = read_guide(
        from_blocks(
            ("paragraph", "Topic A: Safe Roads"),
            ("paragraph", "Key questions"),
            ("table", "1\tWho builds roads?"),
            ("table", "2\tWho repairs roads?"),
        )
    )
    assert questions(guide) == ["Who builds roads?", "Who repairs roads?"]


def test_topics_of_an_agenda_list_are_found_again_as_plain_headings() -> None:
    guide = read(
        "The topics on the agenda for this committee are:\n1. Safe Roads for Everyone\n2. Quiet Cities and the Night\n"
        "We look forward to meeting you.\n\n1. Safe Roads for Everyone\n\nRoads kill.\n\nDiscussion Questions\n\n"
        "Who builds roads?\n\n2. Quiet Cities and the Night\n\nNoise harms.\n\nDiscussion Questions\n\nWho is loud?\n"
    )
    assert [topic.title.value for topic in guide.topics] == ["Safe Roads for Everyone", "Quiet Cities and the Night"]
    assert [questions(guide, 0), questions(guide, 1)] == [["Who builds roads?"], ["Who is loud?"]]


def test_every_value_points_to_its_place() -> None:
    guide = read(ENGLISH)
    assert guide.committee is not None
    span = guide.committee.span
    assert "World Health Organization (WHO)" in ENGLISH[span.start : span.end]
    for topic in guide.topics:
        for question in topic.questions:
            printed = ENGLISH[question.span.start : question.span.end]
            assert printed.split()[0] == question.value.split()[0]
            assert printed[-4:] == question.value[-4:]
            assert 0 < question.confidence <= 1


@pytest.mark.parametrize(
    ("stated", "instant"),
    [
        ("by 11:59 p.m. ET on 1 March 2025", "2025-03-01T23:59:00-05:00"),
        ("by 1 July 2025 at 17:00 UTC", "2025-07-01T17:00:00+00:00"),
        ("before July 1st, 2025, 5:00 PM (GMT-6)", "2025-07-01T17:00:00-06:00"),
        ("by 2025-07-01 23:59 CEST", "2025-07-01T23:59:00+02:00"),
        ("no later than noon Pacific Time on 15 June 2026", "2026-06-15T12:00:00-07:00"),
    ],
)
def test_deadline_with_a_zone_is_an_instant(stated: str, instant: str) -> None:
    guide = read(f"Topic: Safe Roads\n\nDelegates must submit a position paper {stated}.\n")
    assert guide.deadline is not None
    assert guide.deadline.value == instant


@pytest.mark.parametrize(
    ("stated", "missing"),
    [
        ("by 11:59 p.m. on 1 March 2025", "a time zone"),
        ("by 1 March 2025", "a time"),
        ("by March 1 at 5 PM EST", "a year"),
        ("by 03/04/2025 at 17:00 UTC", "day and month"),
    ],
)
def test_deadline_that_is_not_an_instant_is_never_made_up(stated: str, missing: str) -> None:
    guide = read(f"Topic: Safe Roads\n\nDelegates must submit a position paper {stated}.\n")
    assert guide.deadline is None
    assert any(missing in warning for warning in guide.warnings)


def test_winter_abbreviation_in_summer_is_read_literally_with_a_warning() -> None:
    guide = read("Topic: Safe Roads\n\nPosition papers are due on 1 June 2026 at 23:59 EST.\n")
    assert guide.deadline is not None
    assert guide.deadline.value == "2026-06-01T23:59:00-05:00"
    assert any("summer time" in warning for warning in guide.warnings)


def test_dates_of_other_things_are_no_deadline() -> None:
    guide = read("Topic: Safe Roads\n\nThe treaty was signed on 1 March 2025 at 17:00 UTC.\n")
    assert guide.deadline is None
    assert not any("deadline" in warning for warning in guide.warnings)


def test_guide_without_questions_says_so() -> None:
    guide = read("Topic A: Safe Roads\n\nRoads kill. Is that new? It is not.\n")
    assert questions(guide) == []
    assert any("No key questions" in warning and "Safe Roads" in warning for warning in guide.warnings)


def test_guide_without_topics_keeps_its_questions_and_asks_for_a_title() -> None:
    guide = read("Some notes.\n\nDiscussion Questions\n\nWho builds roads?\n")
    assert [topic.title.value for topic in guide.topics] == [""]
    assert questions(guide) == ["Who builds roads?"]
    assert any("title" in warning for warning in guide.warnings)


@given(st.text(alphabet=st.sampled_from("aB 1.?:\n-•¿TopicKeyquestionshttp/"), max_size=300))
def test_any_text_is_read_and_every_place_lies_in_it(text: str) -> None:
    guide = read(text)
    assert len(guide.topics) >= 1
    spans = [one.span for topic in guide.topics for one in topic.questions]
    spans += [one.span for topic in guide.topics for one in topic.links]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


def test_a_cover_in_capitals_names_the_committee_and_signatures_name_the_officers() -> None:
    guide = read(
        "RIVERMUN XII\n\nCOMITÉ DE DERECHOS HUMANOS\n\nGUÍA ACADÉMICA\n\nIdoia Barral, Chair\nKwame Osei, Vice-Chair\n"
        "Hanneke Vroom, Rapporteur\n\nTema A: El derecho al agua\n\nPreguntas clave\n\n¿Quién paga el agua?\n"
    )
    assert guide.conference is not None
    assert guide.conference.value == "RIVERMUN XII"
    assert guide.committee is not None
    assert guide.committee.value == "COMITÉ DE DERECHOS HUMANOS"
    assert [(one.value.role, one.value.name) for one in guide.officers] == [
        ("Chair", "Idoia Barral"),
        ("Vice-Chair", "Kwame Osei"),
        ("Rapporteur", "Hanneke Vroom"),
    ]


def test_a_line_of_welcome_is_not_the_committees_name() -> None:
    guide = read(
        "RIVERMUN XII\n\nWelcome to the Great Lakes Water Organization (GLWO) Committee at RIVERMUN\n\n"
        "Topic A: Locks and Dams\n\nKey questions\n\n1. Who opens the locks?\n"
    )
    assert guide.committee is not None
    assert guide.committee.value == "Great Lakes Water Organization (GLWO)"


def test_a_title_under_its_label_and_questions_after_the_colon_are_read() -> None:
    guide = read(
        "Security Council\nBackground Guide\n\nTOPIC 1\n\nTHE SITUATION IN NORDAVIA AND ITS\nNEIGHBOURING STATES\n\n"
        "Questions a Resolution Must Answer (QARMA)\n1) How can the Council secure access?\n"
        "2) Should sanctions be extended? If so, against whom?\n\nBloc Positions\nEast: supports. Who knows?\n\n"
        "TOPIC 2: CHILDREN IN ARMED CONFLICT\n\nQuestions to Consider: How can schools be protected? Who should pay?\n"
    )
    assert guide.committee is not None
    assert guide.committee.value == "Security Council"
    assert [topic.title.value for topic in guide.topics] == [
        "THE SITUATION IN NORDAVIA AND ITS NEIGHBOURING STATES",
        "CHILDREN IN ARMED CONFLICT",
    ]
    assert questions(guide) == [
        "How can the Council secure access?",
        "Should sanctions be extended? If so, against whom?",
    ]
    assert questions(guide, 1) == ["How can schools be protected?", "Who should pay?"]
