"""Rubric and format profile files: found, read with care, and given back as values, or as every fault in them.

The shipped ones are data. They lie in `reviewer/rubrics` when the package is installed, and in the checkout's
`rubrics` folder otherwise, format profiles in its folder `formats`. An uploaded file goes the same way: a hand-written
YAML file is untrusted text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml

from reviewer.domain.faults import Fault, FormFaults
from reviewer.domain.format_form import profile_from_mapping
from reviewer.domain.format_profile import FormatProfile
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import rubric_from_mapping

LARGEST = 256 * 1024
DEEPEST = 12


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_Form = TypeVar("_Form", bound=_Named)


def folder() -> Path:
    """Where the shipped rubrics are."""
    package = Path(__file__).resolve().parent
    installed = package / "rubrics"
    return installed if installed.is_dir() else package.parent / "rubrics"


def format_folder() -> Path:
    """Where the shipped format profiles are."""
    return folder() / "formats"


def files(place: Path | None = None) -> tuple[Path, ...]:
    """The YAML files of a folder (the shipped rubrics), by name; those of folders in it are not among them."""
    return tuple(sorted((place or folder()).glob("*.yaml")))


def load_all(place: Path | None = None) -> dict[str, Rubric]:
    """Every rubric of a folder (the shipped ones) by its name; raises FormFaults with the faults of all files."""
    return _all(files(place), load_file)


def load_formats(place: Path | None = None) -> dict[str, FormatProfile]:
    """Every format profile of a folder (the shipped ones) by its name; raises FormFaults with those of all files."""
    return _all(files(place or format_folder()), load_format_file)


def _all(paths: tuple[Path, ...], load: Callable[..., _Form]) -> dict[str, _Form]:
    forms: dict[str, _Form] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            form = load(path, named=path.name)
        except FormFaults as wrong:
            faults.extend(wrong.faults)
            continue
        if form.name != path.stem:
            reason = f"The name '{form.name}' must be the file's own, '{path.stem}'. Rename one of them."
            faults.append(Fault(path.name, "name", reason))
        forms[form.name] = form
    if faults:
        raise FormFaults(tuple(faults))
    return forms


def load_file(path: Path, *, named: str | None = None) -> Rubric:
    """The rubric in one file, called `named` in faults; raises FormFaults, also when it cannot be opened."""
    name = named or str(path)
    return load_text(_content(path, name), file=name)


def load_format_file(path: Path, *, named: str | None = None) -> FormatProfile:
    """The format profile in one file, called `named` in faults; raises FormFaults, also when it cannot be opened."""
    name = named or str(path)
    return load_format_text(_content(path, name), file=name)


def load_text(content: str | bytes, *, file: str) -> Rubric:
    """The rubric in a YAML text; `file` names it in the faults. Raises FormFaults with every fault."""
    return rubric_from_mapping(_parsed(content, file), file=file)


def load_format_text(content: str | bytes, *, file: str) -> FormatProfile:
    """The format profile in a YAML text; `file` names it in the faults. Raises FormFaults with every fault."""
    return profile_from_mapping(_parsed(content, file), file=file)


def _content(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        reason = f"The file cannot be opened ({error.strerror}). Check its name and that you may read it."
        raise FormFaults((Fault(name, "file", reason),)) from error


def _parsed(content: str | bytes, file: str) -> object:
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if len(raw) > LARGEST:
        raise _refused(file, "file", f"The file has more than {LARGEST // 1024} KB. Files like this are far smaller.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"Byte {error.start + 1} is not UTF-8. Save the file as UTF-8 text."
        raise _refused(file, "file", reason) from error
    try:
        _check_events(text, file)
        _check_keys(text, file)
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        reason = f"This is not valid YAML: {error.problem or error.context}. Check the spaces and quotes there."
        raise _refused(file, _place(error.problem_mark), reason) from error
    except yaml.YAMLError as error:
        raise _refused(file, "file", f"This is not valid YAML: {' '.join(str(error).split())}.") from error
    except FormFaults:
        raise
    except ValueError as error:  # a date that does not exist, a number of thousands of digits
        raise _refused(file, "file", f"A value cannot be read ({error}). Put it in quotes if it is words.") from error


def _check_events(text: str, file: str) -> None:
    """Refuse aliases, which can multiply a small file without end, and nesting deeper than any form's."""
    depth = 0
    documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            reason = "Anchors and aliases (& and *) are not allowed here. Write the text out."
            raise _refused(file, _place(event.start_mark), reason)
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _refused(file, _place(event.start_mark), "This is nested too deeply. Four levels are enough here.")
    if documents > 1:
        raise _refused(file, "file", "This holds several YAML documents (---). Put each in its own file.")


def _check_keys(text: str, file: str) -> None:
    if faults := tuple(_repeated_keys(yaml.compose(text, Loader=yaml.SafeLoader), file)):
        raise FormFaults(faults)


def _repeated_keys(node: yaml.Node | None, file: str) -> Iterator[Fault]:
    """A fault for each key written twice in one mapping: YAML would silently keep the last."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item, file)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            yield Fault(file, _place(key.start_mark), "A key must be a single word. Check the brackets here.")
        elif key.value in seen:
            reason = f"The key '{key.value}' stands twice here, first on line {seen[key.value]}. Remove one."
            yield Fault(file, _place(key.start_mark), reason)
        else:
            seen[key.value] = key.start_mark.line + 1
        yield from _repeated_keys(value, file)


def _refused(file: str, path: str, reason: str) -> FormFaults:
    return FormFaults((Fault(file, path, reason),))


def _place(mark: Any) -> str:
    """Where a YAML mark points; the library's marks have two unrelated types, and may be absent."""
    if mark is None:
        return "file"
    return f"line {mark.line + 1}, column {mark.column + 1}"
