"""Faults of a hand-written rubric in the reader's language: each sentence of the reader, with its words filled in."""

from __future__ import annotations

import re
from functools import cache

from flask_babel import gettext as _

from reviewer.domain.faults import Fault


def N_(words: str) -> str:  # noqa: N802 - the name by which sentences are collected for translation
    """The words themselves, noted for translation."""
    return words


SENTENCES = (
    N_("This must be a set of keys (%(keys)s), not %(kind)s."),
    N_("This key is not known here. Remove it or use one of: %(keys)s."),
    N_("This must be words, not %(kind)s. Put the value in quotes."),
    N_("This is empty. Write something, or remove the key if it may be left out."),
    N_("This has %(length)s characters and may have %(most)s. Shorten it."),
    N_("This holds the control character %(sign)s. Remove it."),
    N_("'%(name)s' must be small letters a-z, digits and single hyphens, like 'country-policy'."),
    N_("'%(tag)s' is not a language tag. Use one like 'en' or 'es-MX'."),
    N_("This must be true or false, not %(kind)s."),
    N_("%(value)s is not possible here. Use one of: %(options)s."),
    N_("%(value)s is not possible here. Use: %(options)s."),
    N_("'%(value)s' stands here twice. Remove one."),
    N_("%(number)s must be a whole number."),
    N_("This must be two numbers, the lower first, like [4, 5]."),
    N_("The lower number comes first: write [%(low)s, %(high)s]."),
    N_("This must be a list with one '- ' for each entry, not %(kind)s."),
    N_("This list has %(length)s entries; it may have %(least)s to %(most)s."),
    N_("The key '%(key)s' is already used by %(what)s %(place)s. Give each %(each)s its own key."),
    N_("This key is missing. Add it."),
    N_("This must be a number, not %(kind)s."),
    N_("%(number)s is outside %(low)s to %(high)s."),
    N_("%(number)s has more than two decimals. Round it."),
    N_("This key is missing. Add it with 'basis' (weights or points) and 'out_of'."),
    N_("Only criteria of kind 'points' have this key: the highest level says the top here."),
    N_("Give a level either 'points', like 4, or 'range', like [4, 5]; exactly one of them."),
    N_("Give a deduction either 'points' or 'percent'; exactly one of them."),
    N_("'%(key)s' is a deduction and a cap. Give one of them another key."),
    N_("No criterion is both required and counted. At least one must be, or no total exists."),
    N_("This rubric goes by points. Remove the weight, or set scale.basis to weights."),
    N_("An independent criterion stays outside the total. Remove its weight."),
    N_("This key is missing. Add the criterion's weight in percent."),
    N_("The weights of the counted criteria add up to %(sum)s. Change them so that they make 100."),
    N_("The counted criteria can give %(sum)s points, but this says %(out_of)s. Make them equal."),
    N_("A cap must be below the %(out_of)s of the scale."),
    N_("'%(band)s' must begin below '%(above)s'. List the highest band first."),
    N_("'%(band)s' begins above the %(out_of)s of the scale."),
    N_("'%(level)s' must lie below '%(above)s'. List the highest level first, without overlap."),
    N_("The highest level gives 0 points. Give it more."),
    N_("'%(level)s' goes above the top of %(top)s."),
    N_("No level says what %(mark)s points mean. Let the lowest level begin there."),
    N_("Only criteria of kind 'coverage' have shares. Remove them or set the kind."),
    N_("The shares must fall from level to level. Give the highest level the highest share."),
)
"""Every sentence that the readers of hand-written forms say of a rubric."""

KINDS = (
    *(N_("nothing"), N_("words"), N_("a number"), N_("a set of keys"), N_("a list")),
    *(N_("criterion"), N_("deduction"), N_("cap"), N_("level")),
)
"""The words that stand in such a sentence besides names and numbers."""


def fault_words(fault: Fault) -> str:
    """What is wrong and what to do, in the reader's language; as it is where no sentence fits."""
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(fault.reason):
            filled = {name: _(word) if word in KINDS else word for name, word in found.groupdict().items()}
            return str(_(sentence, **filled)) if filled else str(_(sentence))
    return fault.reason


IN_A_FORM = {
    "This key is missing. Add it.": N_("This is missing. Fill it in."),
    "This key is missing. Add the criterion's weight in percent.": N_("This is missing. Fill it in."),
    "This is empty. Write something, or remove the key if it may be left out.": N_("This is missing. Fill it in."),
    "Give a level either 'points', like 4, or 'range', like [4, 5]; exactly one of them.": N_(
        "Give this level its points."
    ),
    "Give a deduction either 'points' or 'percent'; exactly one of them.": N_("Say how much is taken off."),
}
"""What is said of a field where the file's sentence would speak of its keys."""


def field_words(fault: Fault) -> str:
    """What is wrong with a field of a form, where nobody sees keys."""
    known = IN_A_FORM.get(fault.reason)
    return fault_words(fault) if known is None else str(_(known))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one, re.compile(_pattern(one), re.DOTALL)) for one in SENTENCES)


def _pattern(sentence: str) -> str:
    parts = re.split(r"%\((\w+)\)s", sentence)
    return "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
