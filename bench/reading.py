"""What reading costs and keeps: `make reading`, or `make reading ARGS="--data EVAL_DIR"`.

Cost, each in one run beside the bare library: processor time of this process and its children, median of several runs,
and the peak memory of a fresh process. Three bare baselines for a PDF: its text alone (`get_text_range`), its text with
every character's box, and the same with sizes and fonts, which is what telling columns, notes and hidden words needs.

Fidelity, with --data: every paper there that has a rendition in another format. The words of its text must be found
once and in order; running heads are set apart, and notes compared below the body, where a text has them. Flags of
severity warning or higher are counted as false.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pypdfium2
import pypdfium2.raw as pdfium
from rapidfuzz.distance import LCSseq

from bench.papers import as_docx, as_pdf, paper_text
from reviewer.engine import readers
from reviewer.engine.document import Document
from reviewer.sandbox import Sandbox

_NOTE_MARKS = re.compile("[\u00b9\u00b2\u00b3\u2070-\u2079]+")
_APART = ("header", "footer", "footnote")
_FILES = {"DOCX, 900 words": ("docx", 900), "PDF, 2 pages": ("pdf", 900), "PDF, 10 pages": ("pdf", 7_100)}


def main(argv: Sequence[str] | None = None) -> int:
    """Print both tables; 0 always, 1 when --data holds nothing to compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="runs of which the median is taken (default: %(default)s)")
    parser.add_argument("--data", type=Path, help="the evaluation set's conference folder: papers/*.txt, files/*")
    args = parser.parse_args(argv)
    if args.data:
        return compare_renditions(args.data)
    compare_costs(args.runs)
    return 0


def bare_docx(data: bytes) -> object:
    """What python-docx gives without looking further."""
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def bare_text(data: bytes) -> object:
    """The text of every page, nothing else."""
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def bare_boxes(data: bytes, *, looks: bool = False) -> object:
    """Every character with its box, asked one by one; with `looks` its size and font as well."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        text = page.get_textpage()
        sides = [ctypes.c_double() for _ in range(4)]
        name = ctypes.create_string_buffer(100)
        for index in range(text.count_chars()):
            code = pdfium.FPDFText_GetUnicode(text.raw, index)
            pdfium.FPDFText_GetCharBox(text.raw, index, *sides)
            found.append((code, [side.value for side in sides]))
            if looks:
                pdfium.FPDFText_GetFontSize(text.raw, index)
                pdfium.FPDFText_GetFontInfo(text.raw, index, name, 100, None)
    document.close()
    return found


_WAYS: dict[str, Callable[[bytes], object]] = {
    "python-docx, paragraphs": bare_docx,
    "pypdfium2, text": bare_text,
    "pypdfium2, text and boxes": bare_boxes,
    "pypdfium2, text, boxes, sizes, fonts": lambda data: bare_boxes(data, looks=True),
    "our reader": readers.read,
    "our reader in the sandbox": lambda data: Sandbox("fork").read_document(data),
}
# What each way costs in memory when nothing else is loaded: `data` is the file, the peak of children is counted too.
_ALONE = {
    "python-docx, paragraphs": "import io, docx; [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]",
    "pypdfium2, text": "import pypdfium2; [p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(data)]",
    "our reader": "from reviewer.engine import readers; readers.read(data)",
    "our reader in the sandbox": "from reviewer.sandbox import Sandbox; Sandbox('fork').read_document(data)",
}
_PEAK = """
import resource, sys
data = open(sys.argv[1], "rb").read()
exec(sys.argv[2])
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if "Sandbox" in sys.argv[2] else 0))
"""


def compare_costs(runs: int) -> None:
    """A line for each file and way of reading it: milliseconds, ratio to the first way, peak memory."""
    readers.preload()
    for title, (kind, words) in _FILES.items():
        data = (as_docx if kind == "docx" else as_pdf)(paper_text(1, words))
        pages = "" if kind == "docx" else f", {len(pypdfium2.PdfDocument(data))} pages"
        print(f"{title} ({readers.read(data).words} words{pages})")
        ways = [name for name in _WAYS if ("docx" in name) == (kind == "docx") or name.startswith("our")]
        ways = [name for name in ways if not (kind == "docx" and name.startswith("pypdfium2"))]
        first = 0.0
        for name in ways:
            cost = _milliseconds(_WAYS[name], data, runs)
            first = first or cost
            memory = f"{_peak_mib(_ALONE[name], data):5.0f} MiB" if name in _ALONE else ""
            print(f"  {name:38} {cost:7.1f} ms  {cost / first:5.1f}x  {memory}".rstrip())


def _milliseconds(work: Callable[[bytes], object], data: bytes, runs: int) -> float:
    """Processor time, children included."""
    times = []
    for _ in range(runs):
        before = _processor_seconds()
        work(data)
        times.append(_processor_seconds() - before)
    return statistics.median(times) * 1000


def _processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _peak_mib(code: str, data: bytes) -> float:
    """Peak memory of a fresh process that reads the file once, or of its child."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        command = [sys.executable, "-c", _PEAK, file.name, code]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1024


def compare_renditions(folder: Path) -> int:
    """A line for each rendition: words expected and found, the share in order, false flags; then sums by format."""
    sums: dict[str, list[tuple[float, float, int]]] = {}
    for path in sorted((folder / "files").iterdir()):
        expected = _words((folder / "papers" / f"{path.stem}.txt").read_text(encoding="utf-8"))
        document = readers.read(path.read_bytes(), name=path.name)
        orders = [_words(text) for text in _with_notes_below(document)]
        found = max(orders, key=lambda words: LCSseq.similarity(expected, words))
        alike = LCSseq.similarity(expected, found)
        false = [flag.code for flag in document.flags if flag.severity != "info"]
        print(f"{path.name:24} {len(expected):5} {len(found):5} {alike / len(expected):7.2%} {' '.join(false)}")
        row = (alike / len(expected), alike / len(found), len(false))
        sums.setdefault(path.suffix, []).append(row)
    for suffix, rows in sums.items():
        kept, own, false_flags = zip(*rows, strict=True)
        print(
            f"{suffix}: {len(rows)} files, words in order {statistics.mean(kept):.2%} (lowest {min(kept):.2%}), "
            f"of ours in the text {statistics.mean(own):.2%}, false flags {sum(false_flags)}"
        )
    return 0 if sums else 1


def _with_notes_below(document: Document) -> list[str]:
    """The text with its notes below the body: after the references, and before them."""
    body = [block for block in document.blocks if block.kind not in (*_APART, "references")]
    notes = [block for block in document.blocks if block.kind == "footnote"]
    references = [block for block in document.blocks if block.kind == "references"]
    orders = ((*body, *references, *notes), (*body, *notes, *references))
    return [" ".join(document.text[block.start : block.end] for block in blocks) for blocks in orders]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _NOTE_MARKS.sub("", unicodedata.normalize("NFC", text)))


if __name__ == "__main__":
    sys.exit(main())
