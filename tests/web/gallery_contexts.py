"""Example contexts: what a view passes to each page. People, schools and conferences are invented."""

from __future__ import annotations

from typing import Any

from tests.web.gallery_text import GUIDE_SPANS, PAPER, SOURCE, SOURCE_SPANS, SPANS, blocks

Context = dict[str, Any]


def moment(iso: str, text: str, left: str = "") -> Context:
    return {"iso": iso, "text": text, "clock": iso[11:16], "left": left}


DEADLINE = moment("2027-03-01T23:59:00-05:00", "Monday 1 March, 23:59 EST", "in 3 h 12 min")
RECEIVED = moment("2027-02-26T18:04:00-05:00", "Friday 26 February, 18:04 EST")
SPOKEN = moment("2027-03-04T21:04:00-05:00", "Thursday 4 March, 21:04 EST")
SHA = "9f2c7e41b0d35a8866ce1f07a4b92d53e8f0c6174a2b9d8e35f7016cab4d2e90"


def shell(role: str, current: str) -> Context:
    nav = {
        "delegate": ["Your papers"],
        "chair": ["Environment Assembly", "Security Council", "Calibration"],
        "staff": ["Conference", "Papers", "Audit", "Release", "Log"],
        "": [],
    }[role]
    people = {
        "delegate": ("Ines Valderrama", "Delegate"),
        "chair": ("Tomas Okonjo-Reyes", "Chair"),
        "staff": ("Petra Lindqvist", "Staff"),
    }
    name, title = people.get(role, ("", ""))
    return {
        "language": "en",
        "conference": "Harbour City MUN 2027",
        "home_href": "#home",
        "nav": [{"label": label, "href": "#" + label, "current": label == current} for label in nav],
        "languages": [
            {"code": "en", "name": "English", "current": True},
            {"code": "es", "name": "Español", "current": False},
        ],
        "language_action": "#language",
        "user": {"id": 7, "name": name, "role": title, "account_href": "#account"} if name else None,
        "sign_out_action": "#out",
        "footer": [{"label": "Privacy", "href": "#privacy"}, {"label": "Help", "href": "#help"}],
    }


def checks(done: int, *, live: bool = False, failed: bool = False) -> Context:
    names = ["Received", "Read", "Compared", "Questions", "Done"]
    states = ["done" if i < done else ("failed" if failed else "now") if i == done else "waiting" for i in range(5)]
    items = [{"name": name, "state": state, "note": ""} for name, state in zip(names, states, strict=True)]
    items[0]["note"] = "18:04"
    return {"href": "#checks", "live": live, "wait": 600, "steps": items}


QUESTIONS_TEXT = [
    "How has your state shared a river, and what did it learn?",
    "Why does practice fall behind what was agreed?",
    "Who should pay for measuring?",
    "How should a spill be answered when the banks disagree?",
]


def seat(number: int, state: str, **more: Any) -> Context:
    base = {
        "id": number,
        "delegation": "Uruguay",
        "committee": "United Nations Environment Assembly",
        "conference": "",
        "topics": [
            {
                "title": "Sharing Rivers That Cross Borders",
                "questions": QUESTIONS_TEXT,
                "links": [("Text of the Convention", "https://www.un.org/")],
            },
            {"title": "Plastic in the Open Sea", "questions": QUESTIONS_TEXT[:2], "links": []},
        ],
        "state": state,
        "deadline": DEADLINE,
        "late_rule": "Papers after the deadline are still read, but cannot win a paper award.",
        "version": 2,
        "received": None if state == "missing" else RECEIVED,
        "checks": None,
        "feedback_href": "#feedback",
        "upload_href": "#upload",
        "detail_href": "#detail",
        "guides": [{"name": "Background guide", "pages": 14, "href": "#guide"}],
        "is_extended": number == 2,
        "may_submit": True,
        "is_open": True,
        "failure": "",
    }
    return base | more


HOME = {
    "packs": [{"school": "Lighthouse School", "href": "#"}],
    "papers": [
        seat(1, "missing"),
        seat(2, "checking", checks=checks(2, live=True), delegation="Kenya", committee="Security Council"),
        seat(
            3,
            "failed",
            checks=checks(1, failed=True),
            delegation="Norway",
            committee="Economic and Social Council",
            failure="The PDF holds pictures of pages and no text. Send a version made with Save as PDF; until "
            "Wednesday 3 March, 18:04 EST it counts as handed in on time.",
        ),
        seat(4, "released", delegation="Ghana", committee="Historical Crisis: Canal, 1956", total=78.5, out_of=100),
    ],
}

FINDINGS = [
    {"state": "ok", "rule": "Times New Roman, 12 pt", "detail": "97 % of the text"},
    {"state": "broken", "rule": "At most 2 pages", "detail": "This has 3; the third holds only references."},
    {"state": "ok", "rule": "Delegation and committee in the header", "detail": ""},
    {"state": "look", "rule": "Sources named in the text", "detail": "Two notes; the second names no author."},
]


def _asked(place: int, one: Context) -> Context:
    """A question as the desk takes it; the second is only said again."""
    said = {"ruling": one["ruling"], "by": "Mirela Dautova", "at": SPOKEN, "is_mine": True} if one["ruling"] else None
    trap = {"words": "Says the question again, without an answer", "lights": "", "quote": ""} if place == 2 else None
    evidence = [span | {"number": number, "is_confirmed": False} for number, span in enumerate(one["evidence"], 1)]
    return one | {"number": place, "place": place, "topic": "", "state": said, "trap": trap, "evidence": evidence}


QUESTION_LIST: list[Context] = [
    {
        "id": "question-1",
        "text": QUESTIONS_TEXT[0],
        "status": "covered",
        "ruling": None,
        "hint": "",
        "evidence": [
            {
                "id": "evidence-1",
                "quote": "That commission has survived a dispute before the International Court of Justice…",
            }
        ],
        "quote": "That commission has survived a dispute before the International Court of Justice…",
    },
    {
        "id": "question-2",
        "text": QUESTIONS_TEXT[1],
        "status": "partly",
        "ruling": None,
        "hint": "",
        "evidence": [{"id": "evidence-2", "quote": "Acceptance, however, has run ahead of practice."}],
        "quote": "Acceptance, however, has run ahead of practice.",
    },
    {
        "id": "question-3",
        "text": QUESTIONS_TEXT[2],
        "status": "covered",
        "ruling": "covered",
        "hint": "",
        "evidence": [{"id": "evidence-3", "quote": "a fund of first resort, paid by one tenth of a per cent…"}],
        "quote": "a fund of first resort, paid by one tenth of a per cent…",
    },
    {
        "id": "question-4",
        "text": QUESTIONS_TEXT[3],
        "status": "missing",
        "ruling": None,
        "hint": "",
        "evidence": [],
        "quote": "",
    },
]
RULES = {"accepted": ".docx,.pdf,.txt", "max_bytes": 20_000_000, "max_words": "20 MB"}
UPLOAD = {
    **RULES,
    "paper": seat(1, "missing"),
    "action": "#upload",
    "errors": [],
    "receipt": None,
    "arrived": False,
    "retry_action": "",
    "facts": [],
    "shared": None,
    "feedback_href": "",
    "checks": None,
    "findings": [],
    "questions": [],
    "warnings": [],
    "versions": [],
    "back_href": "#home",
}
UPLOAD_FAULT = UPLOAD | {
    "errors": [
        {
            "id": "file",
            "message": "This PDF asks for a password, so nobody here could read it. Save it without one and send it "
            "again.",
        }
    ]
}
UPLOAD_DONE = UPLOAD | {
    "receipt": {
        "number": "HC27-00418",
        "sha256": SHA,
        "version": 2,
        "received": RECEIVED,
        "counted": None,
        "sent_by": "Ines Valderrama",
        "file_name": "uruguay_unea.docx",
        "size": "48 KB",
        "mailed_to": "ines@lindenport.example",
    },
    "arrived": True,
    "facts": [("Words", "612"), ("Pages", "2"), ("Language", "English")],
    "shared": {
        "share": 0.09,
        "passages": [{"kind": "verbatim", "quote": SPANS[2].quote, "elsewhere": "Background guide"}],
    },
    "checks": checks(5),
    "findings": FINDINGS,
    "questions": QUESTION_LIST,
    "warnings": [
        {
            "title": "Hidden text on page 1",
            "detail": "Three words are white. A template may have left them. Remove them and send a new version.",
            "words": "insert country here",
            "is_gentle": False,
        }
    ],
    "versions": [
        {
            "number": 2,
            "received": RECEIVED,
            "file_name": "uruguay_unea.docx",
            "unreadable": False,
            "counts": True,
            "late": False,
            "withdrawn": False,
            "download_href": "#2",
            "withdraw_action": "#w2",
        },
        {
            "number": 1,
            "received": moment("2027-02-25T09:40:00-05:00", "Thursday 25 February, 09:40 EST"),
            "file_name": "uruguay draft.docx",
            "unreadable": False,
            "counts": False,
            "late": False,
            "withdrawn": False,
            "download_href": "#1",
            "withdraw_action": "",
        },
    ],
}

COMMENTS = [
    {
        "id": "comment-2",
        "number": 2,
        "quote": "data comes before trust, and trust comes before treaties",
        "text": "The sentence your paper should be remembered by. Say in the next one what data, measured where.",
        "author": "Tomas Okonjo-Reyes",
        "at": SPOKEN,
        "mine": True,
        "remove_action": "#remove",
    },
    {
        "id": "comment-3",
        "number": 3,
        "quote": "whom any riparian state may call within ten days of a spill",
        "text": "Who appoints the three? A state will ask you this in the first session.",
        "author": "Mirela Dautova",
        "at": SPOKEN,
        "mine": False,
        "remove_action": "",
    },
    {
        "id": "comment-1",
        "number": 1,
        "quote": "significant harm to others. Acceptance",
        "text": "These are the guide's own words. Quote them, or better, say which duty matters most to Uruguay.",
        "author": "Tomas Okonjo-Reyes",
        "at": SPOKEN,
        "mine": True,
        "remove_action": "#remove",
    },
]


def with_notes() -> list[Context]:
    made = blocks(PAPER, SPANS)
    for block in made:
        ends = {anchor["id"] for run in block["runs"] for anchor in run["anchors"]}
        block["notes"] = [comment for comment in COMMENTS if comment["id"] in ends]
        for run in block["runs"]:
            run["classes"] = [name for name in run["classes"] if not name.startswith("match")]
            run["ids"] = [name for name in run["ids"] if not name.startswith("match")]
    return made


def level(value: str, label: str, words: str, *, half: bool = False) -> Context:
    short = value[:-2] + "½" if half else value
    return {"value": value, "points": float(value) if half else int(value), "label": label, "words": words} | {
        "short": short,
        "half": half,
    }


LEVELS = [
    level("1", "Absent", "The paper does not do this, or does it for another state."),
    level("2", "Begun", "Named, but without facts; it could be said by any delegation."),
    level("3", "Sound", "Facts that fit the state and the topic, though not yet joined into an argument."),
    level("3.5", "Between", "More than sound; one step is still missing.", half=True),
    level("4", "Strong", "A clear argument, drawn from the state's own record, with sources that can be checked."),
    level("4.5", "Between", "Strong, with one insight of its own.", half=True),
    level("5", "Outstanding", "It would change how the committee speaks about the topic."),
]


def entry(value: str, version: int) -> Context:
    return {"value": value, "version": version, "digest": "0", "clash": None, "changed": None, "fault": ""}


def criterion(key: str, name: str, value: str | None, words: str = "", note: str = "") -> Context:
    return {
        "key": key,
        "title": name,
        "topic": "",
        "name": name,
        "is_later": False,
        "is_typed": False,
        "is_required": True,
        "worth_each": 1,
        "words": words,
        "points": value.replace(".5", "½") if value else "",
        "out_of": "5",
        "top_value": "5",
        "step": "0.5",
        "suggested": None,
        "move": {"points": "-1", "signed": "−1", "comments": 1, "result": "3"} if value == "4" else None,
        "others": [{"by": "Mirela Dautova", "mark": "4", "difference": "+1"}] if value == "3" else [],
        "bands": [],
        "mark": entry(value or "", 3),
        "note": entry(note, 1),
        "levels": [one | {"worth": float(one["value"])} for one in LEVELS],
    }


def kept(number: int, name: str, text: str) -> Context:
    return {"id": number, "name": name, "text": text, "criterion": "", "points": "", "uses": 4 - number}


def _stands(text: str) -> Context:
    return {"text": text, "on": "", "points": ""}


def _edited(text: str) -> Context:
    return _stands(text) | {"errors": {"text": "", "points": ""}, "clash": None, "is_asked": False}


SCORECARD = {
    "state": "draft",
    "is_open": True,
    "may_reopen": False,
    "adds_up": True,
    "adjustments": [],
    "band": "",
    "total": "11.5",
    "out_of": "25",
    "overall": entry("A paper with a voice of its own. Its three measures are concrete; the second needs an owner.", 4),
    "saved": SPOKEN,
    "criteria": [
        criterion("background", "Knowledge of the topic", "4"),
        criterion(
            "position",
            "Policy of the state",
            "4",
            "Does the paper speak for this state and no other?",
            "Article 47 is well used.",
        ),
        criterion("solutions", "Proposed solutions", "3.5"),
        criterion("sources", "Sources", None),
        criterion("style", "Clarity and form", None),
    ],
}
SIMILARITY = {
    "share": 0.13,
    "excluded_share": 0.06,
    "case_href": "#case",
    "matches": [
        {
            "id": "match-1",
            "kind": "verbatim",
            "other": "Background guide",
            "other_kind": "guide",
            "words": 22,
            "excluded": None,
            "other_text": "…to use a shared river in an equitable and reasonable manner, and to take all appropriate "
            "measures to prevent significant harm to others.",
        },
        {
            "id": "match-2",
            "kind": "reworded",
            "other": "Background guide",
            "other_kind": "guide",
            "words": 18,
            "excluded": None,
            "other_text": "Not even one in three of the basins that states share has an organ which comes together "
            "yearly…",
        },
        {
            "id": "match-3",
            "kind": "translated",
            "other": "A paper of another committee",
            "other_kind": "paper",
            "words": 12,
            "excluded": None,
            "other_text": None,
        },
        {
            "id": "match-4",
            "kind": "verbatim",
            "other": "Constitution of Uruguay",
            "other_kind": "web",
            "words": 19,
            "excluded": "quotation",
            "other_text": "Water is a natural resource essential to life.",
        },
    ],
}
DESK = {
    "tab": "score",
    "paper": {
        "delegation": "Uruguay",
        "committee": "Environment Assembly",
        "topic": "",
        "state": "draft",
        "late": "Late: no paper award",
        "document_id": 1,
        "submission_id": 1,
        "version": 2,
        "blind": True,
        "words": 612,
        "pages": 2,
        "blocks": blocks(PAPER, SPANS),
        "language": "en",
        "original_href": "#original",
        "received": RECEIVED,
    },
    "place": {
        "number": 13,
        "total": 38,
        "previous_href": "#previous",
        "next_href": "#next",
        "next_unscored_href": "#unscored",
        "queue_href": "#queue",
    },
    "scorecard": SCORECARD,
    "questions": [_asked(place, one) for place, one in enumerate(QUESTION_LIST, 1)],
    "suggestions": {
        "is_weak": True,
        "made": SPOKEN,
        "learned": "They learned from 3 sentences that chairs confirmed in other papers.",
        "renewed": "Suggestions were renewed at 14:02; your confirmations stay; 2 suggestions changed.",
        "earlier_href": "#earlier",
        "newest_href": "",
        "noticed": ["No part of the paper seems to speak of “Plastic in the Open Sea”."],
        "topics": [
            {"title": "Rivers", "split": "headings", "lights": "evidence-1", "share": 0.6},
            {"title": "Plastic in the Open Sea", "split": "headings", "lights": "", "share": 0.0},
        ],
        "map_href": "#map",
    },
    "similarity": {
        "share": 0.13,
        "excluded_share": 0.06,
        "is_flagged": False,
        "matches": [one | {"lights": one["id"]} for one in SIMILARITY["matches"] if not one["excluded"]],  # type: ignore[attr-defined]
        "left_out": [one | {"lights": one["id"]} for one in SIMILARITY["matches"] if one["excluded"]],  # type: ignore[attr-defined]
    },
    "comments": [
        one
        | {"version": 1, "is_lost": False, "edit_action": "#edit", "criterion": "", "points": ""}
        | {"put_back": None, "stands": _stands(str(one["text"])), "edit": _edited(str(one["text"]))}
        for one in COMMENTS
    ],
    "removed": [],
    "draft_comment": dict.fromkeys(("text", "quote", "start", "end", "on", "points", "bank"), ""),
    "comment_errors": {"text": "", "quote": "", "points": ""},
    "criterion_choices": [("content", "Content")],
    "part": "own",
    "others": [],
    "pace": "12 of 38 done, 3 hr left: 7 min each; you take 9 min",
    "notices": [],
    "bank": [
        {"group": "Mine", "entries": [kept(1, "source", "Name the source here."), kept(2, "fund", "Who pays?")]},
        {"group": "The committee's", "entries": [kept(3, "votes", "Say how your state voted.")]},
    ],
    "findings": FINDINGS,
    "flags": [
        {
            "title": "Hidden text on page 1",
            "sentence": "Three words are written in white.",
            "quote": "insert country here",
            "place": "Page 1, paragraph 2",
            "is_serious": True,
            "lights": "",
        }
    ],
    "facts": [("Words", "612"), ("Pages", "2"), ("Language", "English"), ("Median sentence", "21 words")],
    "readers": [{"name": "Mirela Dautova", "at": SPOKEN}],
    "actions": {
        "save": "/save",
        "autosave": "/save",
        "tell": "#tell",
        "comment": "#comment",
        "question": "#question",
        "final": "#final",
        "reopen": "#reopen",
    },
}
FEEDBACK = {
    "paper": {
        "delegation": "Uruguay",
        "committee": "Environment Assembly",
        "topic": "Sharing Rivers That Cross Borders",
        "blocks": with_notes(),
        "language": "en",
    },
    "total": 19.5,
    "out_of": 25,
    "readings": [
        [
            {
                "name": name,
                "points": points,
                "out_of": 5,
                "level": word,
                "words": LEVELS[index]["words"],
                "note": note,
            }
            for name, points, word, index, note in [
                ("Knowledge of the topic", 4, "Strong", 4, ""),
                ("Policy of the state", 4, "Strong", 4, "Article 47 is well used."),
                ("Proposed solutions", 3.5, "Between sound and strong", 3, ""),
                ("Sources", 3, "Sound", 2, "The second note names no author."),
                ("Clarity and form", 5, "Outstanding", 6, ""),
            ]
        ]
    ],
    "band": "A clear, well-argued paper",
    "adjustments": [],
    "comments": [{"number": 4, "text": "Bring the minutes of the commission to the first session.", "quote": ""}],
    "overall": {
        "text": "A paper with a voice of its own. Its three measures are concrete, and the second needs an owner: "
        "before the first session, decide who appoints the experts.",
        "author": "The chairs of the Environment Assembly",
    },
    "questions": [question | {"confirmed": bool(question["ruling"])} for question in QUESTION_LIST],
    "remade": True,
    "downloads": [{"label": "Word", "href": "#docx"}, {"label": "PDF", "href": "#pdf"}],
    "regrade": {
        "until": moment("2027-03-08T18:00:00-05:00", "Monday 8 March, 18:00 EST", "in 2 days 4 h"),
        "href": "#regrade",
    },
    "back_href": "#home",
}


def column(label: str, *, numeric: bool = False, ordered: str = "") -> Context:
    return {"label": label, "numeric": numeric, "sort_href": "#sort", "sorted": ordered}


def row(delegation: str, state: str, words: int, similar: float | None, covered: int, total: float | None) -> Context:
    return {
        "delegation": delegation,
        "href": "#desk" if words else "",
        "state": state,
        "topic": "",
        "late": "Late: no paper award" if delegation == "Uruguay" else "",
        "words": words,
        "similarity": similar,
        "covered": covered,
        "questions": 8,
        "total": total,
        "out_of": 25,
        "here": delegation == "Uruguay",
        "is_anchor": delegation == "Germany",
        "readers": [{"name": "You", "is_me": True, "state": "draft"}] if delegation == "Uruguay" else [],
    }


QUEUE = {
    "committee": "Environment Assembly",
    "pages": [{"label": "Papers", "href": "#queue", "current": True}],
    "pace": "12 of 38 done, 3 hr left: 7 min each; you take 9 min",
    "has_piles": True,
    "progress": {"scored": 12, "drafts": 3, "total": 38},
    "next_href": "#next",
    "filters": {"action": "#queue", "state": "", "query": "", "sort": ""},
    "is_filtered": False,
    "columns": [
        column("Delegation", ordered="ascending"),
        column("State"),
        column("Readers"),
        column("Words", numeric=True),
        column("Questions", numeric=True),
        column("Similarity", numeric=True),
        column("Score", numeric=True),
    ],
    "papers": [
        row("Argentina", "scored", 702, 0.04, 7, 21),
        row("Bangladesh", "scored", 655, 0.11, 6, 17.5),
        row("Egypt", "draft", 588, 0.08, 5, 9),
        row("Ethiopia", "unscored", 731, 0.31, 4, None),
        row("Germany", "checking", 640, None, 0, None),
        row("Jordan", "missing", 0, None, 0, None),
        row("Uruguay", "draft", 612, 0.13, 6, 11.5),
        row("Viet Nam", "unscored", 690, 0.02, 8, None),
    ],
    "page": {"first": 1, "last": 8, "total": 38, "previous_href": "", "next_href": "#2"},
}


def finding(
    number: int, delegation: str, level: str, what: str, share: float, state: str, auditor: str = ""
) -> Context:
    return {
        "paper_id": number,
        "href": "#case" if state else "",
        "open_action": "#open",
        "delegation": delegation,
        "committee": "Environment Assembly",
        "severity": level,
        "what": what,
        "more": ["64 words in a row", "and 2 more texts"],
        "share": share,
        "state": state,
        "auditor": auditor,
        "may_be_cleared": level == "low",
    }


AUDIT = {
    "counts": {"open": 6, "mine": 2, "ruled": 9},
    "filters": {
        "action": "#audit",
        "shown": "open",
        "shown_options": [("open", "Not ruled yet"), ("mine", "With me"), ("ruled", "Ruled"), ("all", "All")],
        "committee": "",
        "committees": [("", "All committees"), (1, "Environment Assembly"), (2, "Security Council")],
        "kind": "",
        "kinds": [("", "Everything"), ("paper", "Shared with a paper")],
        "is_plain": True,
    },
    "columns": [
        {"label": "Choose"},
        column("Delegation"),
        column("Severity", ordered="descending"),
        {"label": "What"},
        column("Counts", numeric=True),
        column("State"),
    ],
    "rows": [
        finding(1, "Ethiopia", "high", "312 words also stand in the paper of Ghana, Security Council", 0.31, ""),
        finding(2, "Portugal", "high", "Text that cannot be read", 0.24, "assigned", "Petra Lindqvist"),
        finding(3, "Uruguay", "medium", "81 words also stand in “Background guide”", 0.13, "penalty", "Ansel Boateng"),
        finding(4, "Bangladesh", "low", "12 words also stand in the paper of Chad, Security Council", 0.02, ""),
    ],
    "bulk_action": "#bulk",
    "may_clear": True,
    "chosen": [4],
    "reason": "",
    "errors": [],
    "page": {"first": 1, "last": 4, "total": 6, "previous_href": "", "next_href": "#2"},
    "sources_href": "#sources",
    "rules_href": "#rules",
    "unseen": "2 of 40 papers were compared by their words alone.",
    "map_href": "#map",
}
REST = {"quote": "The old quay fell.", "other_quote": "The quay fell.", "other": "Argentina", "how": "word for word"}
PIECES = [
    {"text": "The old quay ", "kind": "shared"},
    {"text": "fell ", "kind": "changed"},
    {"text": "last winter", "kind": "added"},
]
LINEAGE = {
    "height": 120,
    "rows": [
        {"x": 92, "y": 20, "name": "Background guide", "short": "Background guide", "at": None, "href": ""}
        | {"is_paper": False, "is_own": False},
        {"x": 92, "y": 60, "name": "Argentina", "short": "Argentina", "at": RECEIVED, "href": "#argentina"}
        | {"is_paper": True, "is_own": False},
        {"x": 92, "y": 100, "name": "Uruguay", "short": "Uruguay", "at": RECEIVED, "href": ""}
        | {"is_paper": True, "is_own": True},
    ],
    "arcs": [
        {"d": "M92 20A40 40 0 0 0 92 100", "weight": 2, "together": False, "title": "81 words of Uruguay stood in it."},
        {"d": "M92 60A20 20 0 0 0 92 100", "weight": 1, "together": True, "title": "30 words stand in both."},
    ],
    "sentences": ["81 words of Uruguay stood in Background guide first.", "30 words stand in both."],
}
AUDIT_RULES = {
    "classes": [
        {"code": "guide", "name": "background guide", "meaning": "The words of a background guide.", "rule": "ignore"}
        | {"shipped": "Count", "found": "3 passages now"},
        {"code": "cited", "name": "source named, not quoted", "meaning": "A citation beside them.", "rule": "count"}
        | {"shipped": "", "found": "none now"},
    ],
    "rules": [("ignore", "Leave out"), ("count", "Count"), ("serious", "Look sooner")],
    "changes": [
        {"id": 1, "name": "background guide", "before": "Count", "after": "Leave out", "by": "Ansel Boateng"}
        | {"at": SPOKEN, "stands": True}
    ],
    "errors": [],
    "actions": {"change": "#change", "take_back": "#back"},
    "back_href": "#audit",
}
AUDIT_MAP = {
    "clusters": [
        LINEAGE
        | {"is_drawn": True, "committee": "Environment Assembly"}
        | {
            "papers": [
                {"id": "argentina", "name": "Argentina", "href": "#case", "open_action": "#open"},
                {"id": "uruguay", "name": "Uruguay", "href": "", "open_action": "#open"},
            ]
        }
    ],
    "sources": [
        {"id": "case", "title": "Background guide"}
        | {"papers": [{"name": "Uruguay", "href": "", "open_action": "#open", "words": 81}]}
    ],
    "back_href": "#audit",
}
CASE = {
    "case": {
        "delegation": "Uruguay",
        "committee": "Environment Assembly",
        "state": "assigned",
        "severity": "medium",
        "share": 0.13,
        "before": 0.19,
        "auditor": "Petra Lindqvist",
        "auditor_id": 1,
    },
    "paper": {
        "title": "Uruguay, version 2",
        "blocks": [
            block | {"runs": [run | {"anchors": []} for run in block["runs"]]}
            for block in blocks(PAPER, [s for s in SPANS if not s.id.startswith(("evidence", "comment"))])
        ],
        "language": "en",
        "at": RECEIVED,
        "is_first": False,
    },
    "source": {
        "title": "Background guide",
        "kind_word": "guide",
        "blocks": blocks(SOURCE, SOURCE_SPANS),
        "language": "en",
        "at": None,
        "is_first": False,
        "source_id": 1,
        "is_excluded": False,
        "is_mutual": False,
        "counted": 81,
        "all_words": 104,
    },
    "sources": [
        {"title": "Background guide", "href": "#guide", "words": 81, "current": True},
        {"title": "Argentina, Security Council", "href": "#argentina", "words": 30, "current": False},
    ],
    "left_out": [{"title": "Constitution of Uruguay", "href": "#constitution", "words": 0, "all_words": 12}],
    "foreign": [{"before": "We say it: the delegation of ", "name": "Argentina", "after": " believes in rivers."}],
    "lineage": LINEAGE,
    "rules_href": "#rules",
    "map_href": "#map",
    "matches": [
        {"id": m["id"], "match_id": number, "kind": m["kind"], "words": m["words"], "quote": s.quote}
        | {"excluded": m["excluded"], "other_quote": s.quote, "class_name": "background guide", "is_serious": False}
        | {"is_exchange": number == 1, "order": "The other paper had it first: 1 March, 09:00; this one since 11:00."}
        | {"own": PIECES, "other": PIECES[::-1]}
        | {"reason": "Set as a quotation." if m["excluded"] else "", "exclusion_id": 3 if m["excluded"] else None}
        for number, (m, s) in enumerate(zip(SIMILARITY["matches"], SPANS[2:6], strict=True))  # type: ignore[call-overload]
    ],
    "exclusions": [
        {"id": 3, "is_source": True, "what": "Constitution of Uruguay", "for_all": True, "reason": "It is the law."}
        | {"by": "Ansel Boateng", "at": SPOKEN, "revoked": None, "revoked_by": ""},
        {"id": 4, "is_source": False, "what": "the shared waters of the basin", "for_all": True, "reason": "A name."}
        | {"by": "Ansel Boateng", "at": SPOKEN, "revoked": SPOKEN, "revoked_by": "Petra Lindqvist"},
    ],
    "verdicts": [
        ("cleared", "Cleared", "Nothing follows, and the case is closed."),
        ("warned", "Warned", "The case keeps the warning; the score stands."),
        ("penalty", "Penalty", "The points below are taken off the total."),
        ("disqualified", "Disqualified", "The total becomes 0."),
    ],
    "decisions": [
        {"verdict": "penalty", "reason": "Three sentences are not yours.", "penalty": "2.5", "share": 0.13}
        | {"by": "Petra Lindqvist", "at": SPOKEN}
        | {"rested_on": {"number": 2, "share": 0.13, "passages": [REST]}}
    ],
    "is_released": False,
    "release_href": "#release",
    "typed": {"verdict": "", "reason": "", "penalty": ""},
    "staff": [("", "Choose a person"), (1, "Petra Lindqvist"), (2, "Ansel Boateng")],
    "errors": [],
    "file": {
        "facts": [("Author", "Lindenport Academy, room 4"), ("Last saved", "2027-02-24 22:18")],
        "flags": [
            {"title": "Tracked changes", "sentence": "The file holds 12 tracked changes.", "serious": False}
            | {"quote": "", "place": "Page 1, paragraph 3"}
        ],
        "shared": [{"title": "Argentina, Security Council", "what": "the same author, 7 revision ids"}],
    },
    "timeline": [
        {"text": "Version 2 received, receipt K7Q2", "at": RECEIVED, "who": "Uruguay"},
        {"text": "Case opened", "at": RECEIVED, "who": "Ansel Boateng"},
        {"text": "Given to Petra Lindqvist", "at": SPOKEN, "who": "Ansel Boateng"},
    ],
    "actions": {name: f"#{name}" for name in ("assign", "exclude", "restore", "rule", "dossier")},
    "back_href": "#audit",
}
SETUP = {
    "title": "Set up a committee",
    "guide": {"name": "unea-guide.docx", "blocks": blocks(SOURCE, GUIDE_SPANS), "language": "en"},
    "action": "#confirm",
    "back_href": "#setup",
    "reading": {
        "notices": [{"words": "The deadline is printed without a time: set it by hand.", "lights": "guide-1"}],
        "also": [{"kind": "Conference", "words": "Harbour Model UN", "lights": ""}],
    },
    "errors": [],
    "is_new": True,
    "proposal": {
        "ticket": "signed",
        "committee": "United Nations Environment Assembly",
        "kind": "ga",
        "kinds": [("ga", "General Assembly"), ("ecosoc", "ECOSOC"), ("crisis", "Crisis")],
        "paper_required": True,
        "due": "2027-03-01T23:59",
        "committee_lights": "guide-unsure-1",
        "due_lights": "",
        "zone": "America/New_York",
        "topics": [
            {
                "title": "Sharing Rivers That Cross Borders",
                "id": "",
                "lights": "",
                "spare": 1,
                "questions": [
                    {"text": text, "hint": "", "lights": f"guide-{number}"}
                    for number, text in enumerate(QUESTIONS_TEXT, start=1)
                ],
                "links": [{"label": "Text of the Convention (un.org)", "url": "https://www.un.org/", "lights": ""}],
            }
        ],
    },
}
GUIDE_DROP = {
    "accepted": ".docx,.pdf,.odt,.rtf,.txt",
    "max_words": "20 MB",
    "upload_action": "#guide",
    "by_hand_href": "#hand",
    "back_href": "#setup",
    "error": "",
}


def ready(number: int, name: str, ready: int, missing: int, released: int, cases: int) -> Context:
    return {
        "id": number,
        "name": name,
        "ready": ready,
        "missing": missing,
        "released": released,
        "total": ready + missing + released,
        "open_cases": cases,
        "cases_href": "#cases",
    }


MISSING = [
    {"title": "Chad", "committee": "Environment Assembly", "lacks": "no chair began", "href": "#desk"},
    {"title": "Peru", "committee": "Environment Assembly", "lacks": "2 marks are missing", "href": "#desk"},
]
RELEASE = {
    "committees": [
        ready(1, "Security Council", 15, 0, 0, 0),
        ready(2, "Environment Assembly", 33, 2, 3, 2),
        ready(3, "Economic and Social Council", 0, 0, 27, 0),
    ],
    "links": [{"label": "Regrades", "href": "#"}, {"label": "Marks, CSV", "href": "#"}],
    "choice": "all",
    "ready": 48,
    "missing": MISSING,
    "action": "#release",
    "errors": [],
    "values": {"when": "later", "date": "2027-03-06", "time": "18:00"},
    "zone": "New York",
    "released": [
        {"id": 1, "name": "Economic and Social Council", "papers": 27, "at": SPOKEN, "visible": SPOKEN, "is_due": False}
        | {"by": "Petra Lindqvist", "revoked": None, "revoked_by": "", "take_back": "#take-back"}
    ],
}
PREVIEW = {
    "what": "all committees",
    "when": SPOKEN,
    "papers": [
        {"title": "Ghana", "committee": "Security Council", "total": "8.5", "out_of": "10", "has_case": False},
        {"title": "Uruguay", "committee": "Environment Assembly", "total": "7", "out_of": "10", "has_case": True},
    ],
    "missing": MISSING,
    "people": 58,
    "cases": 1,
    "fields": [("committee", "all"), ("when", "later")],
    "action": "#release",
    "back_href": "#release",
}
OPERATIONS = {
    "here": "#operations",
    "log_href": "#log",
    "broker": False,
    "ringing": 0,
    "runs": {"queued": 3, "running": 1, "done": 412},
    "oldest": SPOKEN,
    "failed": [
        {"title": "Chad", "of": "Security Council, version 1", "step": "Reading", "reason": "This file is damaged."}
        | {"detail": "no central directory", "at": SPOKEN, "retry": "#retry"}
    ],
    "failed_total": 1,
    "mails": {"waiting": 2, "sent": 204, "failed": 1},
    "stuck": [
        {"address": "somebody@school.example", "template": "receipt", "given_up": True, "attempts": 8}
        | {"error": "Connection refused", "next": SPOKEN}
    ],
    "files": 214,
    "size": "38.2 MB",
}
LOG = {
    "operations_href": "#operations",
    "chain": {"broken": (), "checked": moment("2027-03-04T21:10:00-05:00", "today, 21:10 EST")},
    "filters": {"action": "#log", "who": "", "act": "", "acts": [("", "All acts"), ("ruled", "Ruled")]},
    "page": {"first": 1, "last": 4, "total": 418, "previous_href": "", "next_href": "#2"},
    "events": [
        {"number": 418 - i, "at": SPOKEN, "who": who, "act": act, "what": what, "what_href": "#what", "hash": SHA[i:]}
        | {"details": "paper 12"}
        for i, (who, act, what) in enumerate(
            [
                ("Petra Lindqvist", "Excluded a passage from", "case 3"),
                ("Tomas Okonjo-Reyes", "Saved a mark for", "Uruguay, Environment Assembly"),
                ("Ines Valderrama", "Handed in", "Uruguay, version 2"),
                ("The service", "Checked", "Uruguay, version 2"),
            ]
        )
    ],
}
SIGN_IN = {
    "action": "#in",
    "values": {"email": "ines@lindenport.example"},
    "errors": [],
    "next": "",
    "forgot_href": "#forgot",
    "providers": [],
}
SIGN_IN_FAULT = SIGN_IN | {
    "errors": [{"id": "password", "message": "That e-mail and password do not belong together. Check both."}]
}

# name -> (template, role, current navigation entry, context)
PAGES: dict[str, tuple[str, str, str, Context]] = {
    "sign-in": ("auth/sign_in.html", "", "", SIGN_IN),
    "sign-in-fault": ("auth/sign_in.html", "", "", SIGN_IN_FAULT),
    "home": ("delegate/home.html", "delegate", "Your papers", HOME),
    "home-empty": ("delegate/home.html", "delegate", "Your papers", {"papers": [], "packs": []}),
    "upload": ("delegate/upload.html", "delegate", "", UPLOAD),
    "upload-fault": ("delegate/upload.html", "delegate", "", UPLOAD_FAULT),
    "upload-done": ("delegate/upload.html", "delegate", "", UPLOAD_DONE),
    "feedback": ("delegate/feedback.html", "delegate", "", FEEDBACK),
    "queue": ("chair/queue.html", "chair", "Environment Assembly", QUEUE),
    "queue-empty": ("chair/queue.html", "chair", "Security Council", QUEUE | {"papers": [], "next_href": ""}),
    "desk": ("desk/desk.html", "chair", "Environment Assembly", DESK),
    "audit": ("staff/audit.html", "staff", "Audit", AUDIT),
    "audit-empty": ("staff/audit.html", "staff", "Audit", AUDIT | {"rows": []}),
    "case": ("staff/case.html", "staff", "Audit", CASE),
    "audit-rules": ("staff/audit_rules.html", "staff", "Audit", AUDIT_RULES),
    "audit-map": ("staff/audit_map.html", "staff", "Audit", AUDIT_MAP),
    "setup": ("staff/setup.html", "staff", "Conference", SETUP),
    "setup-empty": ("setup/guide.html", "staff", "Conference", GUIDE_DROP),
    "release": ("staff/release.html", "staff", "Release", RELEASE),
    "release-preview": ("staff/release_preview.html", "staff", "Release", PREVIEW),
    "operations": ("staff/operations.html", "staff", "Log", OPERATIONS),
    "log": ("staff/log.html", "staff", "Log", LOG),
    **{f"error-{code}": (f"errors/{code}.html", "", "", {}) for code in (400, 403, 404, 413, 429)},
    "error-500": ("errors/500.html", "", "", {"request_id": "7c1f-09ab"}),
}
