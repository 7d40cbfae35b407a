from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from reviewer.engine.document import Limits, Unreadable
from reviewer.forker import Forker
from reviewer.sandbox import MAX_ANSWER, Sandbox, Unanswered, _cause, _unpack, forker, keep_forker, run_forked
from tests.engine.builders import MORE, PROSE, docx_file, lines, pdf_file

LIMITS = Limits(seconds=2.0, memory_mib=128)


@pytest.fixture(params=["fork", "forker", "spawn"])
def sandbox(request):
    return Sandbox(request.param)


def refused(work, limits=LIMITS):
    with pytest.raises(Unreadable) as caught:
        run_forked(work, limits)
    return caught.value


def test_answer_of_a_child_comes_back():
    assert run_forked(lambda: b"an answer\nof two lines", LIMITS) == b"an answer\nof two lines"


def test_memory_hog_is_a_bomb():
    assert refused(lambda: bytes(4 * 1024**3)).code == "bomb"


def test_many_small_allocations_are_a_bomb():
    def hog():
        kept = []
        while True:
            kept.append(bytearray(1 << 16))

    assert refused(hog).code == "bomb"


def test_processor_spin_is_a_timeout():
    def spin():
        while True:
            pass

    assert refused(spin, Limits(seconds=0.5)).code == "timeout"


def test_sleep_is_a_timeout():
    assert refused(lambda: time.sleep(60) or b"", Limits(seconds=0.5)).code == "timeout"


def test_refusal_of_the_work_is_passed_on():
    def refuse():
        raise Unreadable("macro", "Take the macros out.")

    error = refused(refuse)
    assert (error.code, error.message) == ("macro", "Take the macros out.")


def test_crash_by_signal_is_corrupt():
    assert refused(lambda: ctypes.string_at(0)).code == "corrupt"


@pytest.mark.parametrize(
    ("status", "code"),
    [(-signal.SIGKILL, "bomb"), (-signal.SIGXCPU, "timeout"), (-signal.SIGABRT, "corrupt"), (1, "corrupt")],
)
def test_end_without_an_answer_is_named_by_its_cause(status, code):
    assert _cause(status) == code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_child_that_is_ended_has_not_answered(number):
    # As it is sent from outside: a child itself may send no signal.
    with pytest.raises(Unanswered):
        _unpack(b"", True, -number)


def test_refusal_is_an_answer():
    def refuse():
        raise Unreadable("corrupt", "Save it again.")

    assert not isinstance(refused(refuse), Unanswered)


@pytest.mark.parametrize("error", [RuntimeError("inside"), RecursionError(), SystemExit(3), KeyboardInterrupt()])
def test_any_exception_is_corrupt_and_tells_nothing_of_the_inside(error):
    def fail():
        raise error

    refusal = refused(fail)
    assert refusal.code == "corrupt"
    assert "inside" not in refusal.message


def test_unexpected_exception_is_logged_for_the_operator(caplog):
    def fail():
        raise RuntimeError("what went wrong")

    refused(fail)
    assert "what went wrong" in caplog.text


def test_huge_output_is_a_bomb():
    assert refused(lambda: bytes(MAX_ANSWER + 1), Limits(seconds=10, memory_mib=400)).code == "bomb"


def test_child_cannot_write_a_file(tmp_path):
    target = tmp_path / "written"

    def write():
        target.write_bytes(b"x" * 100)
        return b"written"

    refused(write)
    assert not target.exists() or target.stat().st_size == 0


@cache
def kernel_bounds():
    """Whether this kernel has Landlock, and whether it has seccomp filters."""
    code = "from reviewer.confinement import confine_process; print(*confine_process())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.skipif("kernel_bounds()[0] != 'True'", reason="this kernel has no Landlock")
def test_child_reads_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("not for children")
    assert refused(secret.read_bytes).code == "corrupt"


@pytest.mark.skipif("kernel_bounds()[1] != 'True'", reason="this kernel has no seccomp filters")
@pytest.mark.parametrize(
    "attempt",
    [
        lambda: socket.socket().close(),
        lambda: os.fork() or os._exit(0),
        lambda: os.execv("/bin/true", ["true"]),
        lambda: os.kill(os.getppid(), 0),
    ],
    ids=["socket", "fork", "program", "signal"],
)
def test_child_reaches_nobody(attempt, caplog):
    def work():
        attempt()
        return b"reached"

    assert refused(work).code == "corrupt"
    assert "Operation not permitted" in caplog.text or "Permission denied" in caplog.text


def system_call(number, *arguments):
    """What a taken-over child can do without any library's leave."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@pytest.mark.skipif("kernel_bounds()[1] != 'True'", reason="this kernel has no seccomp filters")
@pytest.mark.skipif("os.uname().machine != 'x86_64'", reason="the numbers below are of x86_64")
@pytest.mark.parametrize(
    "attempt",
    [
        lambda _path: system_call(129, os.getppid(), 0, struct.pack("iii116x", 0, 0, -1)),
        lambda _path: system_call(434, os.getppid(), 0),
        lambda _path: system_call(302, os.getppid(), resource.RLIMIT_NOFILE, None, ctypes.create_string_buffer(16)),
        lambda _path: os.setpriority(os.PRIO_PROCESS, os.getppid(), 15),
        lambda path: path.chmod(0o777),
        lambda path: os.utime(path, (0, 0)),
        lambda path: os.setxattr(path, "user.mark", b"1"),
        lambda _path: system_call(29, 0, 4096, 0o1600),
    ],
    ids=["queued signal", "handle of a process", "limits", "priority", "mode", "times", "attribute", "shared memory"],
)
def test_child_changes_neither_processes_nor_files(attempt, tmp_path, caplog):
    path = tmp_path / "file"
    path.write_text("as it was")
    before = path.stat()

    def work():
        attempt(path)
        return b"reached"

    assert refused(work).code == "corrupt"
    assert "Operation not permitted" in caplog.text or "Permission denied" in caplog.text
    assert path.stat() == before


def test_child_may_ask_for_its_own_limits():
    assert run_forked(lambda: str(resource.getrlimit(resource.RLIMIT_NOFILE)[0]).encode(), LIMITS) == b"64"


def test_child_inherits_no_descriptor(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("not for children")
    with secret.open("rb") as opened:
        number = opened.fileno()
        assert refused(lambda: os.read(number, 100)).code == "corrupt"


def test_child_prints_nothing(capfd):
    def chatter():
        os.write(1, b"noise")
        os.write(2, b"noise")
        return b"done"

    assert run_forked(chatter, LIMITS) == b"done"
    assert capfd.readouterr() == ("", "")


def children():
    """This process's children, those that ended and were not fetched among them: other tests may keep servers."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            if int(stat.read_text(errors="replace").rpartition(")")[2].split()[1]) == os.getpid():
                found.add(stat.parent.name)
    return found


def test_no_child_is_left_behind():
    before = children()
    run_forked(lambda: b"", LIMITS)
    refused(lambda: time.sleep(60) or b"", Limits(seconds=0.2))
    assert children() == before


def test_document_is_the_same_through_every_launcher(sandbox):
    data = docx_file()
    document = sandbox.read_document(data, name="paper.docx")
    assert document.text == f"{PROSE}\n\n{MORE}"
    assert document == Sandbox("fork").read_document(data)


def test_refusal_passes_through_every_launcher(sandbox):
    with pytest.raises(Unreadable) as caught:
        sandbox.read_document(b"")
    assert caught.value.code == "empty"


def test_limits_reach_the_reader(sandbox):
    with pytest.raises(Unreadable) as caught:
        sandbox.read_document(docx_file(), limits=Limits(characters=100))
    assert caught.value.code == "too_long"


def test_page_picture_is_a_png_of_the_width_asked_for(sandbox):
    picture = sandbox.page_picture(pdf_file(lines(PROSE[:60])), 1, 306)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) == 306
    assert int.from_bytes(picture[20:24]) == 396


def test_page_that_is_not_there_is_refused(sandbox):
    with pytest.raises(Unreadable, match="no page 2"):
        sandbox.page_picture(pdf_file(lines(PROSE[:60])), 2, 300)


def test_table_rows_carry_their_line_numbers(sandbox):
    rows = sandbox.parse_table('Name;School\n\nJos\u00e9;"North\nHigh"\nMaya; South \n'.encode("cp1252"))
    assert [(row.line, dict(row.cells)) for row in rows] == [
        (3, {"Name": "José", "School": "North\nHigh"}),
        (5, {"Name": "Maya", "School": "South"}),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Name,,School\nA,B,C\n", "Line 1 .*column 2 has no name"),
        (b"Name,name\nA,B\n", "two columns are called"),
        (b"Name\nA,B\n", "Line 2 .*2 cells"),
        (b"\n\n", "empty"),
        (b"PK\x03\x04rest", "not a CSV"),
    ],
)
def test_faulty_table_is_refused_with_its_line(data, words):
    with pytest.raises(Unreadable, match=words):
        Sandbox("fork").parse_table(data)


@pytest.mark.parametrize("launcher", ["forker", "spawn"])
def test_child_has_neither_the_environment_nor_the_memory_of_who_asked(launcher, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "kept-from-strangers")
    own = Forker()
    monkeypatch.setattr("reviewer.sandbox.forker", lambda: own)
    try:
        Sandbox(launcher).read_document(docx_file())
        environment = Path(f"/proc/{own._process.pid}/environ").read_bytes()
    finally:
        own.close()
    assert environment
    assert b"kept-from-strangers" not in environment


def test_forker_serves_processes_forked_from_its_caller():
    forker()
    assert run_in_fork(lambda: Sandbox("forker").read_document(docx_file()).words) > 10
    assert Sandbox("forker").read_document(docx_file()).words > 10


def run_in_fork(work):
    """The number that `work` gives in a fork of this process, as a worker's jobs run."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(min(work(), 250))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_forker_that_died_is_done_without(monkeypatch):
    own = Forker()
    own._process.kill()
    own._process.wait()
    monkeypatch.setattr("reviewer.sandbox.forker", lambda: own)
    assert Sandbox("forker").read_document(docx_file()).words > 10
    own.close()


def test_forker_that_died_is_replaced_for_those_to_come():
    keep_forker()
    first = forker()
    first._process.kill()
    first._process.wait()
    keep_forker()
    assert forker() is not first
    assert forker().alive()


def test_forker_ends_when_nobody_is_left_to_ask():
    own = Forker()
    own.close()
    assert own._process.returncode == 0


def laughing(canvas):
    """Forms that draw each other twice, 26 deep: five kilobytes that ask for sixty million words."""
    canvas.beginForm("f0")
    canvas.drawString(72, 700, "Ha ha")
    canvas.endForm()
    for level in range(1, 27):
        canvas.beginForm(f"f{level}")
        canvas.doForm(f"f{level - 1}")
        canvas.doForm(f"f{level - 1}")
        canvas.endForm()
    canvas.doForm("f26")


@pytest.mark.parametrize("launcher", ["fork", "forker"])
def test_file_that_never_ends_costs_one_child_and_leaves_nothing(launcher, monkeypatch, tmp_path):
    own = Forker()
    monkeypatch.setattr("reviewer.sandbox.forker", lambda: own)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = children()
    try:
        with pytest.raises(Unreadable) as caught:
            Sandbox(launcher).read_document(pdf_file(laughing), limits=Limits(seconds=1.0))
        assert caught.value.code in ("timeout", "bomb", "too_long")
        assert Sandbox(launcher).read_document(docx_file()).words > 10
        assert children() == before
        assert list(tmp_path.iterdir()) == []
        assert len(connections(own._process.pid)) == 1
    finally:
        own.close()


def connections(pid):
    """The sockets that a process holds open."""
    links = [str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    return [link for link in links if link.startswith("socket:")]
