"""What a new edition of a guide changes in a committee's agenda: three texts laid over each other.

`base` is what the edition before said, `mine` what stands in the committee now, `theirs` what the new edition says. A
line of `mine` that `base` did not have was written by hand: it is kept unless somebody chooses otherwise. Questions are
compared as they are worded; two are one question reworded when at least `ALIKE` of their letters agree in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Literal

from reviewer.services.setup.agenda import LinkForm, QuestionForm, TopicForm

ALIKE = 0.6
What = Literal["topic", "title", "question", "link"]
How = Literal["added", "changed", "gone", "yours", "yours_changed", "left_out"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `before` stands in the committee, `after` is what the new edition would put there, or nothing.

    `added`, `changed` and `gone` are the guide's; `yours` was written by hand and the guide does not say it,
    `yours_changed` was and the guide now says something else, `left_out` stands in the guide and was taken out by hand.
    `is_default` says whether it is taken unless somebody chooses otherwise.
    """

    key: str
    what: What
    how: How
    topic: str
    before: str
    after: str

    @property
    def is_default(self) -> bool:
        """Hand-written lines are kept, and a topic never goes by itself: papers may have answered it."""
        return self.how in ("added", "changed") or (self.how == "gone" and self.what != "topic")


@dataclass(slots=True)
class _Topic:
    """A topic of the three texts that is one topic."""

    place: int
    mine: TopicForm | None
    base: TopicForm
    theirs: TopicForm | None
    changes: list[Change] = field(default_factory=list)


_NONE = TopicForm(title="")


def differences(base: Sequence[TopicForm], mine: Sequence[TopicForm], theirs: Sequence[TopicForm]) -> list[Change]:
    """Every difference, topic by topic; keys are the same whenever the three texts are."""
    return [change for topic in _topics(base, mine, theirs) for change in _changes(topic)]


def merged(
    base: Sequence[TopicForm], mine: Sequence[TopicForm], theirs: Sequence[TopicForm], taken: Iterable[str]
) -> tuple[TopicForm, ...]:
    """The agenda with the changes of these keys; an unchanged question keeps its words, and so its judgements."""
    chosen = frozenset(taken)
    made = [_merge(topic, chosen) for topic in _topics(base, mine, theirs)]
    return tuple(one for one in made if one is not None)


def _topics(base: Sequence[TopicForm], mine: Sequence[TopicForm], theirs: Sequence[TopicForm]) -> list[_Topic]:
    of_base = _paired(mine, base)
    of_theirs = _paired([of_base[place] or one for place, one in enumerate(mine)], theirs)
    found = [_Topic(place, one, of_base[place] or _NONE, of_theirs[place]) for place, one in enumerate(mine)]
    new = [one for one in theirs if all(one is not other for other in of_theirs)]
    known = _paired(new, [one for one in base if all(one is not other for other in of_base)])
    return found + [_Topic(len(mine) + n, None, known[n] or _NONE, one) for n, one in enumerate(new)]


def _paired(left: Sequence[TopicForm], right: Sequence[TopicForm]) -> list[TopicForm | None]:
    """For each topic on the left the one on the right that it is: by title, by shared questions, by a like title."""
    free = list(right)
    pairs: list[TopicForm | None] = [None] * len(left)
    for fits in (_same_title, _shares_questions, _like_title):
        for place, one in enumerate(left):
            found = next((other for other in free if fits(one, other)), None) if pairs[place] is None else None
            if found is not None:
                pairs[place] = found
                free = [other for other in free if other is not found]
    return pairs


def _same_title(one: TopicForm, other: TopicForm) -> bool:
    return _fold(one.title) == _fold(other.title)


def _shares_questions(one: TopicForm, other: TopicForm) -> bool:
    return bool({_fold(q.text) for q in one.questions} & {_fold(q.text) for q in other.questions})


def _like_title(one: TopicForm, other: TopicForm) -> bool:
    return _alike(one.title, other.title) >= ALIKE


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, _fold(one), _fold(other), autojunk=False).ratio()


def _changes(topic: _Topic) -> Iterator[Change]:
    mine, theirs = topic.mine, topic.theirs
    key = f"{topic.place}"
    if mine is None:
        assert theirs is not None, "a topic stands in the committee or in the guide"
        how: How = "left_out" if topic.base is not _NONE else "added"
        yield Change(f"topic-{key}", "topic", how, theirs.title, "", theirs.title)
        return
    if theirs is None:
        gone: How = "yours" if topic.base is _NONE else "gone"
        yield Change(f"topic-{key}", "topic", gone, mine.title, mine.title, "")
        return
    yield from _title(topic, mine, theirs)
    for step in _steps(topic, mine, theirs):
        if step.how is not None:
            yield Change(f"question-{key}-{step.name}", "question", step.how, mine.title, step.before, step.after)
    yield from _links(topic, mine, theirs)


def _title(topic: _Topic, mine: TopicForm, theirs: TopicForm) -> Iterator[Change]:
    if _same_title(mine, theirs) or not theirs.title:
        return
    by_hand = not _same_title(mine, topic.base)
    how: How = "changed" if not by_hand else "yours" if _same_title(theirs, topic.base) else "yours_changed"
    yield Change(f"title-{topic.place}", "title", how, mine.title, mine.title, theirs.title)


@dataclass(frozen=True, slots=True)
class _Step:
    """What happens to one question: `how` None when nothing does."""

    name: str
    how: How | None
    mine: QuestionForm | None
    theirs: QuestionForm | None

    @property
    def before(self) -> str:
        return self.mine.text if self.mine else ""

    @property
    def after(self) -> str:
        return self.theirs.text if self.theirs else ""


def _steps(topic: _Topic, mine: TopicForm, theirs: TopicForm) -> list[_Step]:
    """The committee's questions in their order, each with what the guide would put there.

    A new question comes after the one that it follows in the guide.
    """
    was = {_fold(one.text) for one in topic.base.questions}
    standing = {_fold(one.text) for one in mine.questions}
    said = {_fold(one.text): one for one in theirs.questions}
    fresh = [one for one in theirs.questions if _fold(one.text) not in standing]
    steps: list[_Step] = []
    for place, one in enumerate(mine.questions):
        if _fold(one.text) in said:
            steps.append(_Step(f"{place}", None, one, said[_fold(one.text)]))
            continue
        twin = _twin(one, fresh)
        fresh = [other for other in fresh if other is not twin]
        steps.append(_Step(f"{place}", _how(one, twin, was), one, twin))
    for place, one in enumerate(theirs.questions):
        if any(one is other for other in fresh):
            how: How = "left_out" if _fold(one.text) in was else "added"
            steps.insert(_after(steps, theirs.questions[:place]), _Step(f"new-{place}", how, None, one))
    return steps


def _how(one: QuestionForm, twin: QuestionForm | None, was: set[str]) -> How:
    if _fold(one.text) in was:
        return "changed" if twin else "gone"
    return "yours_changed" if twin and _fold(twin.text) not in was else "yours"


def _twin(one: QuestionForm, fresh: Sequence[QuestionForm]) -> QuestionForm | None:
    """The likeliest rewording."""
    best = max(fresh, key=lambda other: _alike(one.text, other.text), default=None)
    return best if best is not None and _alike(one.text, best.text) >= ALIKE else None


def _after(steps: Sequence[_Step], before: Sequence[QuestionForm]) -> int:
    for one in reversed(before):
        for place, step in enumerate(steps):
            if step.theirs is one:
                return place + 1
    return 0 if before == () and steps and steps[0].theirs is not None else len(steps)


def _links(topic: _Topic, mine: TopicForm, theirs: TopicForm) -> Iterator[Change]:
    was, standing, said = ({one.url for one in text.links} for text in (topic.base, mine, theirs))
    for number, link in enumerate(theirs.links):
        if link.url not in standing:
            how: How = "left_out" if link.url in was else "added"
            yield Change(f"link-{topic.place}-new-{number}", "link", how, mine.title, "", link.url)
    for number, link in enumerate(mine.links):
        if link.url not in said:
            gone: How = "gone" if link.url in was else "yours"
            yield Change(f"link-{topic.place}-{number}", "link", gone, mine.title, link.url, "")


def _merge(topic: _Topic, chosen: frozenset[str]) -> TopicForm | None:
    mine, theirs, key = topic.mine, topic.theirs, f"topic-{topic.place}"
    if mine is None:
        return theirs if key in chosen else None
    if theirs is None:
        return None if key in chosen else mine
    return replace(
        mine,
        title=theirs.title if f"title-{topic.place}" in chosen else mine.title,
        questions=tuple(_questions(topic, mine, theirs, chosen)),
        links=tuple(_merged_links(topic, mine, theirs, chosen)),
    )


def _questions(topic: _Topic, mine: TopicForm, theirs: TopicForm, chosen: frozenset[str]) -> Iterator[QuestionForm]:
    for step in _steps(topic, mine, theirs):
        is_taken = f"question-{topic.place}-{step.name}" in chosen
        if step.mine is None:
            if is_taken and step.theirs is not None:
                yield step.theirs
        elif not is_taken or step.how is None:
            yield step.mine
        elif step.theirs is not None:
            yield QuestionForm(step.theirs.text, step.mine.hint)


def _merged_links(topic: _Topic, mine: TopicForm, theirs: TopicForm, chosen: frozenset[str]) -> Iterator[LinkForm]:
    for number, link in enumerate(mine.links):
        if f"link-{topic.place}-{number}" not in chosen:
            yield link
    for number, link in enumerate(theirs.links):
        if f"link-{topic.place}-new-{number}" in chosen:
            yield link
