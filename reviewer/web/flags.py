"""What was noticed in a file, in words for the person who wrote it: what it is and how to mend it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FLAGS = {
    "hidden_text": (
        _l("Hidden text"),
        _l("Some words are set as hidden, so that nobody sees them on the page. Show them or delete them."),
    ),
    "white_text": (
        _l("Text in the colour of the page"),
        _l(
            "Some words cannot be seen because they have the colour of their background. A template may have left them."
        ),
    ),
    "tiny_text": (_l("Very small text"), _l("Some words are too small to read. Enlarge them or delete them.")),
    "invisible_text": (
        _l("Text that cannot be seen"),
        _l("Some words lie outside the page or under something else. Move them or delete them."),
    ),
    "invisible_characters": (
        _l("Invisible characters"),
        _l("Some words have invisible characters inside, often from copying. Type these words again."),
    ),
    "lookalike_letters": (
        _l("Letters of another alphabet"),
        _l("Some words mix in letters that only look like ordinary ones. Type these words again."),
    ),
    "garbled_text": (
        _l("Text that cannot be read"),
        _l("The file's text is not what its pages show. Export it again from your word processor."),
    ),
    "tracked_changes": (
        _l("Tracked changes"),
        _l("The file still holds tracked changes. Accept or reject them all, then save."),
    ),
    "image_only": (
        _l("Pages that are only pictures"),
        _l("Some pages hold no text, so nothing on them was read. Export the paper from your word processor."),
    ),
    "embedded_content": (
        _l("Files inside the file"),
        _l("The file carries objects or other files, which were not read. Put their words into the text."),
    ),
    "active_content": (
        _l("Active parts"),
        _l("The file has controls or actions, which were not run. Save it without them."),
    ),
}
"""By the reader's flag code: a title and what to do. Codes without an entry are nothing a delegate could mend."""

_FURTHER = {
    "document_history": _l("Who wrote and saved the file"),
    "external_reference": _l("Parts fetched from elsewhere"),
}


def flag_title(code: str) -> str:
    """What was noticed in a file, by the reader's code."""
    if code in FLAGS:
        return str(FLAGS[code][0])
    return str(_FURTHER[code]) if code in _FURTHER else code.replace("_", " ").capitalize()
