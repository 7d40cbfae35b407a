"""Pages as a word processor makes them: LibreOffice turns a file into a PDF, without a network and within limits.

A word processor starts programs of its own and cannot live in the readers' sandbox. It runs in namespaces of its own
instead (users, network, processes), with bounds on time, memory and written bytes, in a folder that is removed; where
the kernel does not grant these, nothing is rendered. Macros are not run by a conversion.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import structlog

_log = structlog.get_logger(__name__)
SUFFIXES = {
    "application/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
"""What is rendered: formats that have no pages of their own, though they are set in type."""
_APART = ("unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child")
_MIB = 1024 * 1024
_MEMORY, _WRITTEN = 4096 * _MIB, 100 * _MIB
_SECONDS = 60


@cache
def program() -> str | None:
    """LibreOffice on this machine, if it can be run apart from the network; else None, and the log says why."""
    found = shutil.which("soffice")
    missing = [name for name in ("unshare", "prlimit") if shutil.which(name) is None]
    if found is None or missing:
        _log.warning("rendering.missing", missing=["soffice"] * (found is None) + missing)
        return None
    if subprocess.run([*_APART, "true"], capture_output=True, check=False).returncode != 0:
        _log.warning("rendering.not_apart", reason="the kernel grants no namespaces")
        return None
    return found


def render(data: bytes, media_type: str, *, seconds: float = _SECONDS) -> bytes | None:
    """The file as a PDF; None where it cannot be rendered, which is no fault of the file."""
    found = program()
    if found is None or media_type not in SUFFIXES:
        return None
    with tempfile.TemporaryDirectory(prefix="reviewer-render-") as folder:
        source = Path(folder, "paper" + SUFFIXES[media_type])
        source.write_bytes(data)
        _convert(found, source, seconds)
        made = source.with_suffix(".pdf")
        return made.read_bytes() if made.is_file() else None


def _convert(found: str, source: Path, seconds: float) -> None:
    folder = source.parent
    command = [
        *_APART,
        *("prlimit", f"--cpu={int(seconds)}", f"--as={_MEMORY}", f"--fsize={_WRITTEN}", "--core=0"),
        *(found, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"),
        *("--convert-to", "pdf", "--outdir", str(folder), str(source)),
    ]
    environment = {"HOME": str(folder), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            _log.warning("rendering.timeout", seconds=seconds)
        finally:
            _stop(running)


def _stop(running: subprocess.Popen[bytes]) -> None:
    """End what still runs; its children end with it, because they live in its process namespace."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
