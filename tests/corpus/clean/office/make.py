"""Writes the clean office files and their known texts anew: `python tests/corpus/clean/office/make.py`.

Needs pandoc and LibreOffice (`soffice`); without one of them its files are left as they are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[3]))

import docx  # noqa: E402

from tests.corpus.clean.office import others, shapes  # noqa: E402
from tests.corpus.clean.office.papers import PAPERS, known_text  # noqa: E402

SHAPED: dict[str, tuple[type[shapes.Docx], str]] = {
    "word.docx": (shapes.Word, "rivers"),
    "word-table-style.docx": (shapes.WordTableStyle, "schools"),
    "word-text-boxes.docx": (shapes.WordBoxes, "rivers"),
    "word-template.docx": (shapes.WordTemplate, "lights"),
    "word-strict.docx": (shapes.WordStrict, "seeds"),
    "word-online.docx": (shapes.WordOnline, "lights"),
    "word-mac.docx": (shapes.WordMac, "seeds"),
    "google-docs.docx": (shapes.Google, "rivers"),
    "google-docs-es.docx": (shapes.Google, "schools"),
    "pages.docx": (shapes.Pages, "lights"),
    "pages-es.docx": (shapes.Pages, "seeds"),
    "wps.docx": (shapes.Wps, "schools"),
}


def main() -> None:
    for name in PAPERS:
        (HERE / f"{name}.txt").write_text(known_text(name), encoding="utf-8")
    for file, (shape, paper) in SHAPED.items():
        (HERE / file).write_bytes(shape().write(PAPERS[paper]))
    (HERE / "shaped.odt").write_bytes(others.odt(PAPERS["rivers"], framed=True))
    (HERE / "google-docs.odt").write_bytes(others.odt(PAPERS["schools"], spans=True))
    (HERE / "textedit.rtf").write_bytes(others.cocoa_rtf(PAPERS["lights"]))
    (HERE / "word.rtf").write_bytes(others.word_rtf(PAPERS["schools"]))
    python_docx("seeds")
    if shutil.which("pandoc"):
        for paper, kind in (("rivers", "docx"), ("seeds", "odt"), ("lights", "rtf")):
            pandoc(paper, HERE / f"pandoc.{kind}")
    if shutil.which("pandoc") and shutil.which("soffice"):
        for paper, kind, name in (
            ("rivers", "odt", "libreoffice.odt"),
            ("schools", "rtf", "libreoffice.rtf"),
            ("lights", "docx", "libreoffice.docx"),
            ("seeds", "odt", "libreoffice-es.odt"),
        ):
            libreoffice(paper, kind, HERE / name)


def python_docx(paper: str) -> None:
    document = docx.Document()
    for kind, text, note in PAPERS[paper]:
        if kind == "item":
            document.add_paragraph(str(text), "List Bullet")
        elif kind == "heading":
            document.add_heading(str(text))
        else:
            document.add_paragraph(str(text), "Quote" if kind == "quote" else None)
        if note:
            document.add_paragraph(note)
    document.core_properties.author = "Ana Prueba"
    document.save(str(HERE / "python-docx.docx"))


def markdown(paper: str) -> str:
    lines: list[str] = []
    notes: list[str] = []
    for kind, text, note in PAPERS[paper]:
        if kind == "table":
            head, *rows = text
            lines.append("\n".join(" | ".join(row) for row in [head, ["---"] * len(head), *rows]))
            continue
        before = {"title": "% ", "heading": "# ", "item": "- ", "quote": "> "}.get(kind, "")
        mark = f"[^{len(notes)}]" if note else ""
        notes += [f"[^{len(notes)}]: {note}"] if note else []
        lines.append(f"{before}{text}{mark}")
    return "\n\n".join([*lines, *notes]) + "\n"


def pandoc(paper: str, target: Path) -> None:
    call = [
        "pandoc",
        "-f",
        "markdown-smart-subscript-superscript-fancy_lists+pandoc_title_block",
        "-s",
        "-o",
        str(target),
    ]
    subprocess.run(call, input=markdown(paper), text=True, check=True)


def libreoffice(paper: str, kind: str, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "paper.docx"
        source.write_bytes(shapes.Word().write(PAPERS[paper]))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        call = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", f"{folder}/out", str(source)]
        subprocess.run(call, check=True, capture_output=True)
        shutil.copy(Path(folder) / "out" / f"paper.{kind}", target)


if __name__ == "__main__":
    main()
