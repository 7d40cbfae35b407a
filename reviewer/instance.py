"""One service per var folder: whoever holds the lock may change what lies there."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "serve.lock"


class AlreadyRunning(Exception):
    """Another process holds this var folder; the message says which, and what to do."""


@contextmanager
def hold(var_dir: Path, note: str) -> Iterator[None]:
    """Hold the folder, made if need be, until the block ends; `note` tells others who does.

    The system lets go of the lock however this process ends. Raises AlreadyRunning while another one holds it.
    """
    var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(var_dir / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 1000).decode("utf-8", "replace").strip() or "another process"
            raise AlreadyRunning(
                f"{var_dir} is in use by {holder}. Stop that first (Ctrl-C), or set VAR_DIR to another folder."
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{note} (process {os.getpid()})\n".encode())
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)
