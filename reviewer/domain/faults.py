"""Reading a mapping that a person wrote by hand, and naming everything that is wrong with it at once.

`Fields` wraps one mapping. Each method reads one key, notes a fault where it does not fit and then gives back a
stand-in, so that reading goes on and the next fault is found as well. Nothing built from stand-ins may be kept: the
caller raises when `Faults` is not empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SHOWN = 40
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: in which file, where in it, and a sentence that says what to do."""

    file: str
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.reason}"


class FormFaults(ValueError):
    """A hand-written file that cannot be used; `faults` holds everything that is wrong, never just the first thing."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(slots=True)
class Faults:
    """The faults found so far in one file, in reading order."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, path: str, reason: str) -> None:
        """Note one fault at `path`."""
        self.found.append(Fault(self.file, path, reason))

    def touch(self, *endings: str) -> bool:
        """Whether a fault was noted at a key with one of these names, so that sums over it would mislead."""
        return any(re.split(r"[.\[]", fault.path)[-1].rstrip("]") in endings for fault in self.found)

    def within(self, path: str) -> bool:
        """Whether a fault was noted at `path` or below it."""
        return any(fault.path == path or fault.path.startswith((f"{path}.", f"{path}[")) for fault in self.found)


def quantity(value: object) -> Decimal | None:
    """A finite number from YAML as a Decimal, as written; None for anything else (also for true and false)."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):  # an integer of thousands of digits
        return None
    return number if number.is_finite() else None


class Fields:
    """One mapping of a hand-written file, read key by key."""

    def __init__(self, value: object, path: str, faults: Faults, known: Sequence[str]) -> None:
        self.path = path
        self.faults = faults
        self._values: Mapping[object, object] = value if isinstance(value, Mapping) else {}
        self.is_mapping = isinstance(value, Mapping)
        if not self.is_mapping:
            faults.add(path or "file", f"This must be a set of keys ({', '.join(known)}), not {_kind(value)}.")
        for key in self._values:
            if key not in known:
                faults.add(
                    self.at(_shown(key)), f"This key is not known here. Remove it or use one of: {', '.join(known)}."
                )

    def at(self, key: str) -> str:
        """The path of a key of this mapping."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether the key was written."""
        return key in self._values

    def value(self, key: str) -> object:
        """What was written at the key, unread."""
        return self._values.get(key)

    def fault(self, key: str, reason: str) -> None:
        """Note a fault at a key of this mapping."""
        self.faults.add(self.at(key), reason)

    def text(self, key: str, longest: int, *, default: str | None = None) -> str:
        """Words of 1 to `longest` characters, without space at the ends; `default` where the key is not written."""
        if not self._present(key, optional=default is not None):
            return default or ""
        value = self._values[key]
        if not isinstance(value, str):
            self.fault(key, f"This must be words, not {_kind(value)}. Put the value in quotes.")
            return default or ""
        words = value.strip()
        if not words:
            self.fault(key, "This is empty. Write something, or remove the key if it may be left out.")
        elif len(words) > longest:
            self.fault(key, f"This has {len(words)} characters and may have {longest}. Shorten it.")
        elif unfit := next((sign for sign in words if _unfit(sign)), None):
            self.fault(key, f"This holds the control character U+{ord(unfit):04X}. Remove it.")
        return words

    def slug(self, key: str, *, longest: int = 60) -> str:
        """A name for programs: small letters, digits and single hyphens."""
        name = self.text(key, longest)
        if name and not SLUG.fullmatch(name):
            self.fault(
                key, f"'{name[:longest]}' must be small letters a-z, digits and single hyphens, like 'country-policy'."
            )
        return name

    def language(self, key: str) -> str:
        """A language tag such as `en` or `es-MX`."""
        tag = self.text(key, 35)
        if tag and not _LANGUAGE.fullmatch(tag):
            self.fault(key, f"'{tag}' is not a language tag. Use one like 'en' or 'es-MX'.")
        return tag

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            self.fault(key, f"This must be true or false, not {_kind(value)}.")
            return default
        return value

    def choice(self, key: str, options: Sequence[str], *, default: str | None = None) -> str:
        """One word of a closed list."""
        if not self._present(key, optional=default is not None):
            return default or options[0]
        value = self._values[key]
        if not isinstance(value, str) or value not in options:
            self.fault(key, f"{_shown(value)} is not possible here. Use one of: {', '.join(options)}.")
            return default or options[0]
        return value

    def number(self, key: str, low: str, high: str, *, default: str | None = None) -> Decimal:
        """A number from `low` to `high` with at most two decimals."""
        if not self._present(key, optional=default is not None):
            return Decimal(default or low)
        return self._number(self._values[key], self.at(key), Decimal(low), Decimal(high))

    def texts(self, key: str, fewest: int, most: int, longest: int) -> tuple[str, ...]:
        """A list of `fewest` to `most` words or phrases, each of up to `longest` characters and once only."""
        listed = [(f"#{place}", item) for place, (item, _path) in enumerate(self.items(key, fewest, most), start=1)]
        entries = Fields(dict(listed), self.at(key), self.faults, [name for name, _item in listed])
        words = [entries.text(name, longest) for name, _item in listed]
        for place, word in enumerate(words):
            if word and word in words[:place]:
                entries.fault(f"#{place + 1}", f"'{_shown(word)}' stands here twice. Remove one.")
        return tuple(words)

    def chosen(self, key: str, options: Sequence[str], fewest: int) -> tuple[str, ...]:
        """Words of a closed list, at least `fewest` of them, each once."""
        words = self.texts(key, fewest, len(options), LONGEST_SHOWN)
        for place, word in enumerate(words, start=1):
            if word and word not in options:
                self.faults.add(
                    f"{self.at(key)}.#{place}", f"{_shown(word)} is not possible here. Use: {', '.join(options)}."
                )
        return words

    def whole(self, key: str, low: int, high: int, *, default: int | None) -> int:
        """A whole number from `low` to `high`; required where there is no default."""
        number = self.number(key, str(low), str(high), default=None if default is None else str(default))
        if number != number.to_integral_value():
            self.fault(key, f"{number} must be a whole number.")
        return int(number)

    def pair(self, key: str, low: str, high: str) -> tuple[Decimal, Decimal]:
        """Two numbers, the smaller first, written as `[4, 5]`."""
        value = self._values[key]
        if not isinstance(value, list) or len(value) != len((low, high)):
            self.fault(key, "This must be two numbers, the lower first, like [4, 5].")
            return Decimal(low), Decimal(low)
        first, second = (self._number(item, self.at(key), Decimal(low), Decimal(high)) for item in value)
        if first > second:
            self.fault(key, f"The lower number comes first: write [{second}, {first}].")
        return first, second

    def items(self, key: str, fewest: int, most: int) -> Iterator[tuple[object, str]]:
        """The entries of a list, each with its path; entries are named by their key where they have one."""
        if not self._present(key, optional=fewest == 0):
            return
        value = self._values[key]
        if not isinstance(value, list):
            self.fault(key, f"This must be a list with one '- ' for each entry, not {_kind(value)}.")
            return
        if not fewest <= len(value) <= most:
            self.fault(key, f"This list has {len(value)} entries; it may have {fewest} to {most}.")
        for place, item in enumerate(value[:most], start=1):
            yield item, f"{self.at(key)}[{_name_of(item, place, value)}]"

    def unique(self, key: str, names: Sequence[str], what: str) -> None:
        """Note a fault for each name that stands twice in the list at `key`."""
        for place, name in enumerate(names):
            if name and name in names[:place]:
                first = names.index(name) + 1
                reason = f"The key '{name}' is already used by {what} {first}. Give each {what} its own key."
                self.faults.add(f"{self.at(key)}[#{place + 1}].key", reason)

    def _present(self, key: str, *, optional: bool) -> bool:
        if key in self._values:
            return True
        if not optional and self.is_mapping:
            self.fault(key, "This key is missing. Add it.")
        return False

    def _number(self, value: object, path: str, low: Decimal, high: Decimal) -> Decimal:
        number = quantity(value)
        if number is None:
            self.faults.add(path, f"This must be a number, not {_kind(value)}.")
            return low
        if not low <= number <= high:
            self.faults.add(path, f"{number} is outside {low} to {high}.")
            return low
        if number != round(number, 2):
            self.faults.add(path, f"{number} has more than two decimals. Round it.")
        return number


def _unfit(sign: str) -> bool:
    return sign not in "\n\t" and unicodedata.category(sign) in {"Cc", "Cs"}


def _shown(value: object) -> str:
    words = str(value) if isinstance(value, str | int | float) else _kind(value)
    return words if len(words) <= LONGEST_SHOWN else f"{words[: LONGEST_SHOWN - 1]}…"


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the switch {str(value).lower()}"
    if isinstance(value, str):
        return "words"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, Mapping):
        return "a set of keys"
    if isinstance(value, list):
        return "a list"
    return f"a {type(value).__name__}"


def _name_of(item: object, place: int, siblings: Sequence[object]) -> str:
    name = item.get("key") if isinstance(item, Mapping) else None
    same = [other for other in siblings if isinstance(other, Mapping) and other.get("key") == name]
    return name if isinstance(name, str) and SLUG.fullmatch(name) and len(same) == 1 else f"#{place}"
