"""A process without secrets that forks the readers' children: in their memory is nothing but installed code and a file.

A worker's own fork would carry its settings along, keys and passwords among them. The forker is a fresh interpreter
with an empty environment; it loads the readers once, then forks for each file, so that a file costs no more than in a
fork of the worker. Whoever has the forker's socket, a worker and the processes it forks, hands it one end of a new
connection for each file, so callers never meet each other's answers.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NoReturn

from reviewer.engine.document import Limits

_CHUNK = 1 << 20
_START_SECONDS = 20.0
"""What loading the readers, or a busy machine, may take beyond a file's own limit."""


class Forker:
    """The caller's side; it and every process forked from it may ask. The forker ends when the last of them has."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "reviewer.forker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=bare_environment(),
                start_new_session=True,  # an interrupt at the terminal is for the workers, who finish what they have
            )

    def ask(self, task: str, data: bytes, options: Mapping[str, Any], limits: Limits) -> tuple[bytes, bool, int]:
        """What a child answered, whether in time, and its exit code; raises OSError when the forker is gone."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(self._socket, [b"."], [theirs.fileno()])
            ours.settimeout(limits.seconds + _START_SECONDS)
            request = {"task": task, "options": dict(options), "limits": asdict(limits)}
            ours.sendall(json.dumps(request).encode() + b"\n")
            ours.sendall(data)
            ours.shutdown(socket.SHUT_WR)
            head, _, answer = _received(ours, time.monotonic() + limits.seconds + _START_SECONDS).partition(b"\n")
        if not head:
            raise ConnectionResetError("the forker ended")
        end = json.loads(head)
        return answer, bool(end["in_time"]), int(end["code"])

    def alive(self) -> bool:
        """Whether it still runs; for the process that started it."""
        return self._process.poll() is None

    def close(self) -> None:
        """Let go of the forker, and wait for it if nobody else holds on to it."""
        self._socket.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_START_SECONDS)


def bare_environment() -> dict[str, str]:
    """What a reader's interpreter needs from the environment, and nothing of the service's settings."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _received(connection: socket.socket, deadline: float) -> bytes:
    received = bytearray()
    while left := max(0.0, deadline - time.monotonic()):
        connection.settimeout(left)
        chunk = connection.recv(_CHUNK)
        if not chunk:
            break
        received += chunk
    return bytes(received)


def serve(requests: socket.socket) -> None:
    """Fork for every connection that comes, until nobody is left to send one."""
    from reviewer.engine import readers, returning

    readers.preload()
    returning.preload()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, descriptors, _, _ = socket.recv_fds(requests, 16, 1)
        if not message:
            return
        for descriptor in descriptors:
            with socket.socket(fileno=descriptor) as connection:
                if os.fork() == 0:
                    _keep(connection, requests)


def _keep(connection: socket.socket, requests: socket.socket) -> NoReturn:
    """The life of the process that keeps one file's child within its limits and hands its answer on."""
    from reviewer.sandbox import TASKS, answer_of_fork

    try:
        requests.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with connection.makefile("rb") as source:
            request = json.loads(source.readline())
            data = source.read()
        limits = Limits(**request["limits"])
        task = TASKS[request["task"]]
        answer, in_time, code = answer_of_fork(lambda: task(data, request["options"], limits), limits)
        connection.sendall(json.dumps({"in_time": in_time, "code": code}).encode() + b"\n" + answer)
    finally:
        os._exit(0)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as _requests:
        serve(_requests)
