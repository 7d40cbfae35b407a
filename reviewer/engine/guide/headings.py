"""The headings that guides share, in English and Spanish: questions, links, bibliography, topics, and others.

Wordings of question headings were counted in published guides: "Discussion Questions" and "Guiding Questions" are the
commonest, then "Questions to consider", "Questions a resolution must answer" (QARMA), "Key questions",
"Preguntas guía", "Preguntas clave"; some guides only ask in the prose of "Further Research" or "Conclusion".
"""

from __future__ import annotations

import re
from typing import Literal

from reviewer.engine.terms import fold

HeadingKind = Literal["questions", "prose", "links", "bibliography", "definitions", "actions", "procedure", "other"]

_NUMBERING = r"^\W*(?:(?:\d{1,2}|[ivx]{1,5}|[a-h])[.)]\s*)?"
_ABOUT = r"(?: (?:to|for|of|on|about|that|which|a|the|para|de|del|sobre|que|a)\b[^.?!:]{0,70})?"
_EN_QUESTION = (
    r"(?:(?:key|guiding|guide|discussion|essential|focus|focal|research|important|further|central|critical|debate|"
    r"leading|orienting|study|main|core|suggested|sample|additional|thought|reflection|some|possible|policy)"
    r"[ -](?:and )?){0,3}questions"
)
_ES_QUESTION = (
    r"(?:preguntas|cuestiones|interrogantes)(?: (?:guias?|claves?|orientadoras|centrales|detonadoras|importantes|"
    r"esenciales|principales|de apoyo|a considerar|a responder|a resolver|generadoras|rectoras|sugeridas))?"
)
_EN_USEFUL = r"(?:support(?:ing)?|useful|recommended|suggested|helpful|additional|further|research|important|relevant)"
_ES_USEFUL = r"(?: (?:de|para|y)\b[^.?!:]{0,40}| recomendad[oa]s?| sugerid[oa]s?| utiles| adicional(?:es)?| externos?)?"
_EN_EARLIER = r"(?:past|previous|prior|recent|current|relevant|international|major|un|united nations)"
_EN_ACTIONS = r"(?:actions?|measures|efforts|initiatives|responses?|involvement)"
_EN_BY_WHOM = r"(?: (?:by|in|of|so far|to date|regarding)\b.{0,60})?"
_ES_TAKEN = r"(?:previas|pasadas|anteriores|internacionales|tomadas|realizadas|recientes|emprendidas|adoptadas)"
_SHARED: dict[HeadingKind, tuple[str, ...]] = {
    "procedure": (
        r"faqs?|frequently asked questions|preguntas frecuentes|rules of procedure|reglas de procedimiento|reglamento",
        r"(?:position|policy) papers?(?: .{1,50})?",
        r"(?:how to (?:write|prepare)|writing|guide to|format of) .{0,40}papers?",
        r"(?:hojas?|papel(?:es)?|documentos?) (?:de posicion|de postura|oficial(?:es)?)(?: .{1,50})?",
        r"(?:como (?:escribir|redactar|elaborar)|formato de|requisitos de|lineamientos para) .{0,60}",
        r"(?:note|letter|welcome|message|carta|mensaje|bienvenida) (?:from|de|to|a)\b.{0,60}",
        r"awards?|premiacion|dress code",
    ),
    "questions": (
        _EN_QUESTION + _ABOUT,
        _ES_QUESTION + _ABOUT,
        r"qarmas?(?: \(.*\))?|food for thought|cuestionario(?: .{1,40})?",
        r"(?:points|issues|things) to (?:consider|ponder|discuss|address|think about)",
        r"(?:points|issues|topics) (?:for|of) (?:discussion|debate|consideration|reflection)",
        r"points (?:a|the|any|your) resolutions? (?:should|must|needs? to) (?:address|answer|cover)",
        r"(?:puntos|aspectos|temas|cuestiones) (?:a|por|para) (?:considerar|tratar|debatir|resolver|discutir)",
    ),
    "links": (
        rf"(?:{_EN_USEFUL}[ -])*(?:links?|resources?|websites?|readings?)(?: (?:for|to|and)\b[^.?!:]{{0,50}})?",
        rf"{_EN_USEFUL} (?:sources?|materials?)",
        r"(?:enlaces?|ligas?|vinculos?|recursos?|lecturas?|material|paginas)(?: web)?" + _ES_USEFUL,
        r"links? (?:de|para)\b[^.?!:]{0,40}",
        r"fuentes (?:recomendadas|sugeridas|de apoyo|de consulta|utiles)",
    ),
    "bibliography": (
        r"(?:annotated |selected )?bibliograph(?:y|ies)|works (?:cited|consulted)|references?|sources?|citations",
        r"endnotes",
        r"bibliografia|referencias(?: bibliograficas)?|fuentes(?: consultadas| bibliograficas)?|obras citadas|notas",
    ),
    "prose": (
        r"further research|conclusions?|next steps|moving forward|looking (?:ahead|forward)",
        r"final (?:thoughts|remarks)",
        r"conclusi(?:on|ones)|investigacion adicional|para (?:seguir )?investiga\w*|consideraciones finales",
    ),
    "definitions": (
        r"(?:key |important |relevant |basic )?(?:definitions?|terms|terminology|words|vocabulary|concepts?)",
        r"(?:definitions?|glossary)(?: of (?:key |important )?(?:terms|words|concepts))?|key terms and definitions",
        r"(?:terminos|conceptos|palabras)(?: (?:clave|basicos|importantes|relevantes))?|glosario(?: de terminos)?",
        r"definici(?:on|ones)(?: (?:de|clave)\b.{0,40})?",
    ),
    "actions": (
        rf"(?:{_EN_EARLIER} )*{_EN_ACTIONS}(?: (?:already )?(?:taken|made))?{_EN_BY_WHOM}",
        r"(?:international and regional|international|regional) framework",
        rf"(?:acciones|medidas|esfuerzos|iniciativas)(?: {_ES_TAKEN}){{1,2}}(?: .{{0,50}})?",
        r"acciones .{0,60}|marco internacional",
    ),
    "other": (
        r"introduction|(?:historical |topic )?background|history(?: of .*)?|current situation|glossary",
        r"bloc positions?|overview|statement of the (?:problem|issue)|(?:the )?current state of affairs|context|scope",
        r"committee(?: overview| background| history)?",
        r"case stud(?:y|ies)|timeline",
        r"possible solutions|treaties and alliances|key actors|annexe?s?|appendix",
        r"introduccion|antecedentes|historia|comite|situacion actual|contexto|panorama|postura de los bloques",
        r"posibles soluciones|cronologia|anexos?|planteamiento del problema",
    ),
}
_PATTERNS: dict[HeadingKind, re.Pattern[str]] = {
    kind: re.compile(rf"{_NUMBERING}(?:{'|'.join(wordings)})\s*(?::.*)?$") for kind, wordings in _SHARED.items()
}
_MARKED = (
    r"(?:topic|agenda item|agenda topic|committee topic|issue|tema|t[o\u00f3]pico|punto(?: de agenda)?)(?: area)?\s*"
    r"(?:(?:n[o\u00ba\u00b0]?\.?|#)\s*)?(?P<mark>[A-H]|[IVX]{1,4}|\d{1,2}|one|two|three|four|uno|dos|tres|cuatro)\b"
)
_ORDINAL = (
    r"(?P<ordinal>first|second|third|primer|segundo|tercer)\s+(?:topic|agenda item|issue|tema|t[o\u00f3]pico|punto)\b"
)
_SINGLE = (
    r"(?P<single>topic|agenda|agenda topic|committee topic|tema|t[o\u00f3]pico|tema central|tema [u\u00fa]nico|asunto)"
    r"(?=\s*:)"
)
_TOPIC = re.compile(
    rf"^\W*(?:{_MARKED}|{_ORDINAL}|{_SINGLE})\s*(?:[:.|\u2013\u2014-]+\s*|$)(?P<title>.*)$", re.IGNORECASE
)
_LONGEST = 110


def heading_kind(line: str) -> HeadingKind | None:
    """What the line announces, when it is a heading that guides share. Text after a colon may follow on the line."""
    folded = fold(line.strip())
    head = folded.split(":", 1)[0]
    if not head or len(head) > _LONGEST or head.rstrip().endswith((".", "?", ",", ";")):
        return None
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.match(folded)), None)


_ASKING = re.compile(
    _NUMBERING + r"(?:[a-z'/&-]+ ){0,5}?(?:questions|preguntas|interrogantes)(?: [a-z'/&-]+){0,7}\s*:?$"
)


def may_head_questions(line: str) -> bool:
    """Whether the line could head a list of questions under a wording of its own ("Critical Thinking Questions")."""
    text = line.strip()
    return bool(_ASKING.match(fold(text))) and len(text) < _LONGEST and (text[:1].isupper() or text[:1].isdigit())


def text_after_heading(line: str) -> int | None:
    """Where, in a heading line such as `Key questions: How ...?`, the text after the colon begins; None without any."""
    colon = line.find(":")
    rest = line[colon + 1 :].strip() if colon >= 0 else ""
    return len(line) - len(line[colon + 1 :].lstrip()) if rest else None


def topic_label(line: str) -> tuple[str, int] | None:
    """The mark ("A", "2", "" for an only topic) and the place of the title in a line `Topic A: Title`, or None."""
    match = _TOPIC.match(line)
    if match is None:
        return None
    return (match.group("mark") or match.group("ordinal") or "").upper(), match.start("title")
