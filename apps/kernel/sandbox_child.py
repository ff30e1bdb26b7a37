"""The first thing a sandboxed child runs: it gives up what it does not need, then becomes the program it was given."""

import ctypes
import os
import platform
import resource
import runpy
import struct
import sys
from typing import Any

NAMESPACE, FILTER, HOOK = "namespace", "filter", "hook"

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
# The machine's number for itself and for the system call socket(2), from the kernel's audit.h and unistd tables.
SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
REFUSED_EVENTS = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system")


def give_up_resources(address_space: int, cpu_seconds: int, answer_bytes: int) -> None:
    """Bytes of address space, seconds of processor, bytes of any file written; no core file of what was read."""
    resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (answer_bytes, answer_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def give_up_network() -> list[str]:
    """Lose every network, and say by which of three walls; the last stands on every machine.

    The namespace has no way out but sockets of the file system, which the filter refuses with all others.
    """
    sys.addaudithook(refuse_event)
    walls = {NAMESPACE: leave_network(), FILTER: filter_sockets(), HOOK: True}
    return [wall for wall, stands in walls.items() if stands]


def refuse_event(event: str, _arguments: tuple[Any, ...]) -> None:
    """Refuse sockets, and new processes that would not have this hook."""
    if event.startswith(REFUSED_EVENTS):
        raise PermissionError(f"{event} is refused in the sandbox")


def leave_network() -> bool:
    """Move to a network namespace of its own, which has no way out; not every machine permits it."""
    libc = ctypes.CDLL(None, use_errno=True)
    either = (CLONE_NEWUSER | CLONE_NEWNET, CLONE_NEWNET)
    return hasattr(libc, "unshare") and any(libc.unshare(flags) == 0 for flags in either)


def filter_sockets() -> bool:
    """Have the kernel refuse socket(2) from here on (seccomp); False on a machine without it."""
    if sys.platform != "linux" or platform.machine() not in SOCKET_CALL:
        return False
    machine, call = SOCKET_CALL[platform.machine()]
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    allow, refuse, kill = 0x7FFF0000, 0x00050001, 0x80000000
    steps = [
        (load, 0, 0, 4),
        (equal, 1, 0, machine),
        (give, 0, 0, kill),
        (load, 0, 0, 0),
        # x86 has a second set of numbers for the same calls from here on.
        (at_least, 1, 0, 0x40000000),
        (equal, 0, 1, call),
        (give, 0, 0, refuse),
        (give, 0, 0, allow),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    no = ctypes.c_ulong(0)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), no, no, no) != 0:
        return False
    return bool(libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), program, no, no) == 0)


def main() -> None:
    """`sandbox_child.py ADDRESS_SPACE CPU_SECONDS ANSWER_BYTES PROGRAM [ARGUMENT …]`."""
    address_space, cpu_seconds, answer_bytes = (int(text) for text in sys.argv[1:4])
    give_up_resources(address_space, cpu_seconds, answer_bytes)
    os.environ["HEFU_SANDBOX"] = " ".join(give_up_network())
    sys.argv = sys.argv[4:]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
