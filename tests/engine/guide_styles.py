"""Invented background guides, small, in the styles conferences write them; each with what it asks, topic by topic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """A guide's text and its truth: (title, questions) a topic, in order. `header` begins each printed page."""

    name: str
    text: str
    topics: tuple[tuple[str, tuple[str, ...]], ...]
    header: str = ""

    def pages(self) -> list[list[str]]:
        """The lines of each printed page."""
        pages: list[list[str]] = [[]]
        for line in self.text.splitlines():
            if self.header and line == self.header:
                pages.append([])
            pages[-1].append(line)
        return pages


NUMBERED = Style(
    "discussion questions with a table of contents, running headers and a letter that asks",
    """HARBORVIEW MODEL UNITED NATIONS XIV
United Nations Environment Programme (UNEP)
Background Guide

TABLE OF CONTENTS
Letter from the Chair ................ 2
Topic A: Plastic in Coastal Waters ................ 3
Discussion Questions ................ 5
Works Cited ................ 6
Topic B: Financing Desalination ................ 7
Discussion Questions ................ 9

Harborview MUN XIV - UNEP Background Guide
Page 2 of 10

Dear Delegates,

My name is Odile Marsh and I am your Chair. Have you ever walked a beach at dawn? What did you find there? I found
bottles. Is that the world we want? I hope you will ask yourselves these questions too. See you in March!

Odile Marsh, Chair

Harborview MUN XIV - UNEP Background Guide
Page 3 of 10

Topic A: Plastic in Coastal Waters

Introduction

Rivers carry plastic to the sea. How did it come to this? Cheap packaging is the short answer.

Discussion Questions

1. Which laws on single-use packaging does your country have, and how are they
enforced in its ports?
2. How does your country cooperate with its neighbours to clean shared
Harborview MUN XIV - UNEP Background Guide
Page 5 of 10
coasts?
3. Should producers pay for collection? If so, how should the fee be set?

Works Cited

Ostrander, P. "Who owns the sea?" Coastal Review, 2019.

Harborview MUN XIV - UNEP Background Guide
Page 7 of 10

Topic B: Financing Desalination

Introduction

Desalination is dear.

Discussion Questions

1. What sources of energy could power desalination in your region?
2. How can small islands borrow at fair rates?
""",
    (
        (
            "Plastic in Coastal Waters",
            (
                "Which laws on single-use packaging does your country have, and how are they enforced in its ports?",
                "How does your country cooperate with its neighbours to clean shared coasts?",
                "Should producers pay for collection? If so, how should the fee be set?",
            ),
        ),
        (
            "Financing Desalination",
            (
                "What sources of energy could power desalination in your region?",
                "How can small islands borrow at fair rates?",
            ),
        ),
    ),
    header="Harborview MUN XIV - UNEP Background Guide",
)

BULLETED = Style(
    "guiding questions with bullets over several lines",
    """Special Political and Decolonization Committee
Study Guide

TOPIC 1: PEACEKEEPING AND LOCAL CONSENT

Background

Missions need consent.

Guiding Questions

• How can missions keep the trust of
  communities, above all where earlier missions
  failed?
• Which forms of local oversight has your country
  supported?

• What should happen when consent is withdrawn?

Bloc Positions

The northern bloc asks: who pays? The southern bloc wonders who commands.
""",
    (
        (
            "PEACEKEEPING AND LOCAL CONSENT",
            (
                "How can missions keep the trust of communities, above all where earlier missions failed?",
                "Which forms of local oversight has your country supported?",
                "What should happen when consent is withdrawn?",
            ),
        ),
    ),
)

LETTERED = Style(
    "questions a resolution must answer, with sub-questions",
    """Disarmament and International Security Committee

Topic: Drones over Borders

Past Actions

Two conferences met.

Questions a Resolution Must Answer (QARMA)

1) Who may fly a drone near a border?
   a) Should there be a common licence?
   b) Who keeps the register?
2) How are accidents compensated?
3) Which drones are weapons?

Suggestions for Further Research

Read the reports of your own ministry.
""",
    (
        (
            "Drones over Borders",
            (
                "Who may fly a drone near a border?",
                "Should there be a common licence?",
                "Who keeps the register?",
                "How are accidents compensated?",
                "Which drones are weapons?",
            ),
        ),
    ),
)

SPANISH_GUIDES = Style(
    "preguntas guía numeradas, dos tópicos",
    """Modelo de Naciones Unidas del Instituto Cumbres Azules 2027
Guía académica
Organización Mundial de la Salud (OMS)

Carta de bienvenida

Estimados delegados: ¿Están listos? ¿Qué esperan de este modelo? Nosotros esperamos mucho de ustedes.

Tópico A: Acceso a vacunas en zonas rurales

Introducción

La cadena de frío es costosa.

Preguntas guía

1. ¿Qué programas de vacunación rural tiene su país y cómo los
financia?
2. ¿De qué manera coopera su país con la OMS?

Bibliografía

Organización Mundial de la Salud. ¿Qué es la cadena de frío? 2021.

Tópico B: Salud mental de los jóvenes

Introducción

Hay pocos psicólogos.

Preguntas guía

1. ¿Cómo atiende su sistema educativo la salud mental?
2. Si faltan especialistas, ¿quién debe formar a los maestros?
""",
    (
        (
            "Acceso a vacunas en zonas rurales",
            (
                "¿Qué programas de vacunación rural tiene su país y cómo los financia?",
                "¿De qué manera coopera su país con la OMS?",
            ),
        ),
        (
            "Salud mental de los jóvenes",
            (
                "¿Cómo atiende su sistema educativo la salud mental?",
                "Si faltan especialistas, ¿quién debe formar a los maestros?",
            ),
        ),
    ),
)

SPANISH_KEYS = Style(
    "preguntas clave con viñetas",
    """Comité: Consejo de Derechos Humanos

Tema: Libertad de prensa en tiempos de elecciones

Contexto

¿Qué es una noticia? Nadie lo sabe bien.

Preguntas clave:
- ¿Qué garantías ofrece su país a los periodistas durante las campañas?
- ¿Cómo se castigan las amenazas?
- ¿Debe el Estado financiar medios independientes? ¿Con qué límites?

Fuentes de consulta
Unión de Prensa: https://prensa.example/informe
""",
    (
        (
            "Libertad de prensa en tiempos de elecciones",
            (
                "¿Qué garantías ofrece su país a los periodistas durante las campañas?",
                "¿Cómo se castigan las amenazas?",
                "¿Debe el Estado financiar medios independientes? ¿Con qué límites?",
            ),
        ),
    ),
)

PROSE = Style(
    "questions in the prose of further research",
    """Economic and Social Council

I. Fair Wages in Global Supply Chains

Introduction

Wages differ. Why do they? Economists disagree.

Conclusion

The matter is open.

Further Research

As delegates prepare, they should consider the following questions: How do wages in your country compare with those of
its suppliers?14 Which conventions of the International Labour Organization has it ratified? How can buyers be
held to their promises? What role can unions play where they are not allowed?

14 Institute of Wages. What is a fair wage? 2020. p. 3.
""",
    (
        (
            "Fair Wages in Global Supply Chains",
            (
                "How do wages in your country compare with those of its suppliers?",
                "Which conventions of the International Labour Organization has it ratified?",
                "How can buyers be held to their promises?",
                "What role can unions play where they are not allowed?",
            ),
        ),
    ),
)

NONE_AT_ALL = Style(
    "no questions, only rhetoric and quotations",
    """Security Council

Topic A: The Strait of Calder

Background

In May the minister asked, "Who will open the strait?" Nobody answered. A reporter then said: "How long can a port
wait?" Is diplomacy dead? Not yet.

Possible Solutions

Escorts may help. But at what price?
""",
    (("The Strait of Calder", ()),),
)

PONDER = Style(
    "questions to ponder, dashes, topic title without a label",
    """World Food Forum Committee
Background Guide

The agenda for this committee is:
1. School Meals in Lean Years
2. Grain Reserves of Landlocked States

1. School Meals in Lean Years

Overview

Meals keep children in school.

Questions to Ponder

– Who cooks, and who is paid for it?
– What share of school meals in your country is grown within fifty kilometres of the school?

2. Grain Reserves of Landlocked States

Overview

Reserves rot.

Questions to Ponder

– How large should a reserve be?
– Who may open it in a bad year?
""",
    (
        (
            "School Meals in Lean Years",
            (
                "Who cooks, and who is paid for it?",
                "What share of school meals in your country is grown within fifty kilometres of the school?",
            ),
        ),
        ("Grain Reserves of Landlocked States", ("How large should a reserve be?", "Who may open it in a bad year?")),
    ),
)

INDENTED = Style(
    "questions broken over indented lines, as a converter leaves them",
    """International Maritime Organization

Topic B: Ships' Waste in Small Ports

Key Questions

    1.    Which port in your country takes
          the waste of foreign ships, and at
          what price?

    2.    What does your country do when a
          captain refuses to pay?
""",
    (
        (
            "Ships' Waste in Small Ports",
            (
                "Which port in your country takes the waste of foreign ships, and at what price?",
                "What does your country do when a captain refuses to pay?",
            ),
        ),
    ),
)

REPEATED = Style(
    "a list after each part of a topic",
    """Committee on Technology

Topic A: Facial Recognition in Public Places

Police Use

Cameras are cheap.

Questions to Consider

1. Who may search a face?
2. How long are pictures kept in your country?

Private Use

Shops use them too.

Questions to Consider

1. Must a shop tell its customers?
2. What may a school record?
""",
    (
        (
            "Facial Recognition in Public Places",
            (
                "Who may search a face?",
                "How long are pictures kept in your country?",
                "Must a shop tell its customers?",
                "What may a school record?",
            ),
        ),
    ),
)

INLINE = Style(
    "the list on the heading's own line",
    """Arctic Council

Topic A: Fishing beyond the Ice

Ice melts early.

Focus Questions: 1) Who patrols the new waters? 2) Which quotas has your country agreed to? 3) What happens to coastal
villages when fish move north?

Conclusion

Time is short.
""",
    (
        (
            "Fishing beyond the Ice",
            (
                "Who patrols the new waters?",
                "Which quotas has your country agreed to?",
                "What happens to coastal villages when fish move north?",
            ),
        ),
    ),
)

IMPERATIVE = Style(
    "points that are no questions",
    """Legal Committee

Agenda Item 1: Immunity of Former Heads of State

Essential Questions

1. Describe how your courts have treated former heads of state.
2. To what extent should immunity end with office?
3. Explain which crimes, if any, should be excluded.
""",
    (
        (
            "Immunity of Former Heads of State",
            (
                "Describe how your courts have treated former heads of state.",
                "To what extent should immunity end with office?",
                "Explain which crimes, if any, should be excluded.",
            ),
        ),
    ),
)

RESEARCH = Style(
    "questions to guide research, topic areas, a glossary of bold words",
    """Commission on Narcotic Drugs

TOPIC AREA A
Precursor Chemicals in Free Ports

KEY TERMS
Precursor: a chemical from which a drug is made.

Questions to Guide Your Research
1. Does your country have free ports? Who inspects them?
2. What happened to the last three seizures?

TOPIC AREA B
Alternative Crops after Eradication

Critical Thinking Questions
1. Which crops paid better than coca, and for whom?
2. Why do farmers return?
""",
    (
        (
            "Precursor Chemicals in Free Ports",
            ("Does your country have free ports? Who inspects them?", "What happened to the last three seizures?"),
        ),
        (
            "Alternative Crops after Eradication",
            ("Which crops paid better than coca, and for whom?", "Why do farmers return?"),
        ),
    ),
)

SPANISH_RESOLUTION = Style(
    "preguntas que una resolución debe responder, con carta y notas",
    """Programa Mundial de Alimentos

Carta de la presidencia

Queridas delegaciones, ¿por qué participamos en un modelo? Porque creemos en el diálogo. ¿No es así?

TEMA 1
Desperdicio de alimentos en las ciudades

Situación actual

Un tercio se pierde.

Preguntas que una resolución debe responder (QARMA)
a) ¿Cómo se mide el desperdicio en su país?
b) ¿Qué incentivos reciben los supermercados que donan?
c) ¿Quién responde si la comida donada causa daño?

TEMA 2
Comedores escolares

Preguntas para reflexionar
a) ¿Qué porcentaje de las escuelas tiene comedor?
b) ¿Cómo participan las familias?
""",
    (
        (
            "Desperdicio de alimentos en las ciudades",
            (
                "¿Cómo se mide el desperdicio en su país?",
                "¿Qué incentivos reciben los supermercados que donan?",
                "¿Quién responde si la comida donada causa daño?",
            ),
        ),
        (
            "Comedores escolares",
            ("¿Qué porcentaje de las escuelas tiene comedor?", "¿Cómo participan las familias?"),
        ),
    ),
)

UNMARKED = Style(
    "unmarked questions, one a paragraph, after a quotation",
    """General Assembly Third Committee

Topic A: Right to Repair

"Can a thing be ours if we may not open it?" (Dorrit Vance, 2018)

Statement of the Problem

Repair is forbidden in many contracts.

QUESTIONS FOR CONSIDERATION

Which goods must be repairable under the law of your country?

Who should keep spare parts, and for how many
years?

How can repair create work for the young?

SOURCES

Vance, Dorrit. Can a Thing Be Ours? 2018.
""",
    (
        (
            "Right to Repair",
            (
                "Which goods must be repairable under the law of your country?",
                "Who should keep spare parts, and for how many years?",
                "How can repair create work for the young?",
            ),
        ),
    ),
)

SPANISH_PROSE = Style(
    "preguntas en prosa al final, sin encabezado",
    """Comisión Económica para América Latina y el Caribe

Tema A: Transporte público gratuito

Introducción

Algunas ciudades ya no cobran. ¿Es justo? Depende.

Conclusión

Al preparar su documento, las delegaciones deben responder las siguientes preguntas: ¿Quién paga el transporte público
en su país? ¿Qué resultados han tenido los subsidios? ¿Cómo se protege a las personas con discapacidad?
""",
    (
        (
            "Transporte público gratuito",
            (
                "¿Quién paga el transporte público en su país?",
                "¿Qué resultados han tenido los subsidios?",
                "¿Cómo se protege a las personas con discapacidad?",
            ),
        ),
    ),
)

STYLES = (
    NUMBERED,
    BULLETED,
    LETTERED,
    SPANISH_GUIDES,
    SPANISH_KEYS,
    PROSE,
    NONE_AT_ALL,
    PONDER,
    INDENTED,
    REPEATED,
    INLINE,
    IMPERATIVE,
    RESEARCH,
    SPANISH_RESOLUTION,
    UNMARKED,
    SPANISH_PROSE,
)
