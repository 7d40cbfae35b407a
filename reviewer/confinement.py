"""Takes from this process what a reader of files never needs: other files, the network, programs, signals to others.

Linux only, without privileges: Landlock (kernel 5.13 and later) bounds what can be opened, a seccomp filter bounds the
system calls. Where the kernel has neither, resource limits alone remain; `reviewer.sandbox` sets those.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
_SIGKILL = 9

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_RIGHTS_OF_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_LATEST = 3

# Numbers of the system calls that are refused, by architecture: the kernel's asm/unistd tables. In each, line by line:
# sockets; new processes and programs; signals, limits, priorities and memory of others; modes, owners, times and
# attributes of files, which Landlock leaves alone; mounts and namespaces; memory and queues shared by a key; keys,
# tracing, io_uring, modules.
_REFUSED = {
    "x86_64": (
        0xC000003E,
        (
            *(41, 42, 43, 49, 50, 53, 288),
            *(56, 57, 58, 59, 322, 435),
            *(62, 129, 200, 234, 297, 424, 434, 438, 101, 141, 142, 144, 203, 251, 256, 279, 310, 311, 314),
            *(90, 91, 92, 93, 94, 132, 188, 189, 190, 197, 198, 199, 235, 260, 261, 268, 280, 452),
            *(155, 161, 165, 166, 272, 308, 428, 429, 430, 431, 432, 433, 442),
            *(29, 30, 31, 64, 65, 66, 68, 69, 70, 71, 220, 240),
            *(169, 175, 246, 248, 249, 250, 298, 313, 321, 323, 425),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(198, 199, 200, 201, 202, 203, 242),
            *(220, 221, 281, 435),
            *(129, 130, 131, 138, 240, 424, 434, 438, 117, 140, 118, 119, 122, 30, 238, 239, 270, 271, 274),
            *(52, 53, 54, 55, 5, 6, 7, 14, 15, 16, 88, 452),
            *(41, 51, 40, 39, 97, 268, 428, 429, 430, 431, 432, 433, 442),
            *(194, 195, 196, 190, 191, 192, 193, 186, 187, 188, 189, 180),
            *(142, 105, 104, 217, 218, 219, 241, 273, 280, 282, 425),
        ),
    ),
}

_PRLIMIT = {"x86_64": 302, "aarch64": 261}
"""Reads and sets limits of any process: allowed for the caller itself (number 0) alone."""

_FOREIGN_CALLS = 0x40000000
"""From here on x86_64 numbers its second set of calls, which nothing in use needs."""

_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16


def confine_process() -> tuple[bool, bool]:
    """Bind this process for the rest of its life; returns whether Landlock and whether seccomp took hold.

    Code to be imported later stays readable: the standard library, installed packages, this one, system libraries.
    """
    if sys.platform != "linux":
        return False, False
    libc = ctypes.CDLL(None, use_errno=True)
    _prctl(libc, _PR_SET_PDEATHSIG, _SIGKILL)
    if not _prctl(libc, _PR_SET_NO_NEW_PRIVS, 1):
        return False, False
    return _restrict_files(libc), _filter_calls(libc)


def _prctl(libc: ctypes.CDLL, option: int, number: int, program: bytes | None = None) -> bool:
    rest = (ctypes.c_char_p(program), ctypes.c_ulong(0), ctypes.c_ulong(0))
    return bool(libc.prctl(option, ctypes.c_ulong(number), *rest) == 0)


def _restrict_files(libc: ctypes.CDLL) -> bool:
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    if version < 1:
        return False
    rights = struct.pack("<Q", _RIGHTS_OF_VERSION[min(version, _LATEST)])
    ruleset = libc.syscall(_CREATE_RULESET, rights, ctypes.c_size_t(len(rights)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        for folder in _code_folders():
            _allow_reading(libc, ruleset, folder)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)


def _code_folders() -> list[str]:
    installed = [path for path in sys.path if path.endswith(("site-packages", "dist-packages", "lib-dynload"))]
    own = Path(__file__).parent
    folders: tuple[Path | str, ...] = (
        Path(os.__file__).parent,
        own,
        *installed,
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/share/fonts",
    )
    return [str(folder) for folder in folders if Path(folder).is_dir()]


def _allow_reading(libc: ctypes.CDLL, ruleset: int, folder: str) -> None:
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("<Qi", _READ_FILE | _READ_DIR, descriptor)
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, ctypes.c_uint32(0))
    finally:
        os.close(descriptor)


def _filter_calls(libc: ctypes.CDLL) -> bool:
    machine = os.uname().machine
    if machine not in _REFUSED:
        return False
    instructions = _program(machine)
    buffer = ctypes.create_string_buffer(b"".join(instructions))
    program = struct.pack("HxxxxxxP", len(instructions), ctypes.addressof(buffer))
    return _prctl(libc, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program)


def _program(machine: str) -> list[bytes]:
    """A BPF program: calls of another architecture and those refused fail with EPERM, the rest is allowed."""
    architecture, refused = _REFUSED[machine]
    begin = [_step(_LOAD, _ARCHITECTURE_AT), _step(_EQUAL, architecture, 1, 0), _step(_RETURN, _REFUSE)]
    limits = [_step(_EQUAL, _PRLIMIT[machine], 0, 2), _step(_LOAD, _FIRST_ARGUMENT_AT), _step(_EQUAL, 0, 0, 1)]
    to_refusal = len(limits) + 1  # past the last check: these, and the instruction that allows
    begin += [_step(_LOAD, _NUMBER_AT), _step(_AT_LEAST, _FOREIGN_CALLS, len(refused) + to_refusal, 0)]
    checks = [_step(_EQUAL, number, len(refused) - at - 1 + to_refusal, 0) for at, number in enumerate(refused)]
    return [*begin, *checks, *limits, _step(_RETURN, _ALLOW), _step(_RETURN, _REFUSE)]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
