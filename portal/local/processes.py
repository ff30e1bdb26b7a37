"""Starting child processes that die with their parent, and PostgreSQL under an identity it accepts."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from portal.local.state import PROJECT, LocalError

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
LOG_LIMIT = 5_000_000
# Loaded here, not in the child: between fork and exec nothing may be imported or allocated at length.
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """Who a child runs as: ourselves, ourselves seen as an ordinary user (a user namespace), or another user."""

    namespace: bool = False
    user: pwd.struct_passwd | None = None


OURSELVES = Identity()


@cache
def unprivileged() -> Identity:
    """The identity for programs that refuse to run as root."""
    if os.geteuid() != 0:
        return OURSELVES
    if "HEFU_NO_NAMESPACE" not in os.environ and _namespaces_work():
        return Identity(namespace=True)
    for name in ("postgres", "nobody"):
        try:
            return Identity(user=pwd.getpwnam(name))
        except KeyError:
            continue
    raise LocalError("PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody' to run it as")


def _namespaces_work() -> bool:
    try:
        finished = subprocess.run(["/bin/true"], preexec_fn=_enter_namespace, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return finished.returncode == 0


def _enter_namespace() -> None:
    """Become user 65534 inside a new user namespace; outside, files still belong to the user we are."""
    uid, gid = os.geteuid(), os.getegid()
    if _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"65534 {uid} 1"), ("gid_map", f"65534 {gid} 1")):
        Path("/proc/self", name).write_text(text, encoding="ascii")


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path | None,
    environment: Mapping[str, str] | None = None,
    identity: Identity = OURSELVES,
    death_signal: signal.Signals | None = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches only us; `death_signal` is what our death sends it.

    Call it from the main thread: the kernel sends the signal when the *thread* that started the child ends.
    """
    parent = os.getpid()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if identity.namespace:
            _enter_namespace()
        if death_signal is not None:
            # After the change of identity, which clears it.
            _libc.prctl(PR_SET_PDEATHSIG, death_signal.value, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    output = _open_log(log) if log else None
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=PROJECT if identity.user is None else "/",
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            user=identity.user.pw_uid if identity.user else None,
            group=identity.user.pw_gid if identity.user else None,
            extra_groups=[] if identity.user else None,
            start_new_session=True,
            preexec_fn=prepare,
        )
    finally:
        if output:
            output.close()


def run(command: Sequence[str | Path], *, identity: Identity = OURSELVES) -> None:
    """Run a program to its end; an error carries the last line it said."""
    child = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        user=identity.user.pw_uid if identity.user else None,
        group=identity.user.pw_gid if identity.user else None,
        extra_groups=[] if identity.user else None,
        preexec_fn=_enter_namespace if identity.namespace else None,
    )
    if child.returncode != 0:
        said = (child.stderr or child.stdout).strip().splitlines()
        raise LocalError(f"{Path(command[0]).name} failed: {said[-1] if said else child.returncode}")


def stop(child: subprocess.Popen[bytes], *, with_signal: signal.Signals, grace: float) -> None:
    """Ask the child to end; after `grace` seconds, or when it leaves processes of its own behind, end them all."""
    if child.poll() is None:
        child.send_signal(with_signal)
        with suppress(subprocess.TimeoutExpired):
            child.wait(grace)
    end_group(child)


def end_group(child: subprocess.Popen[bytes]) -> None:
    """End a child and everything it started, at once."""
    # The child leads a group of its own, so this reaches nobody else.
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def wait_until(condition: Callable[[], bool], *, timeout: float) -> bool:
    """Ask again and again until the condition holds; False once `timeout` seconds are over."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def last_line(log: Path) -> str:
    """What a service said last, for a message that has to explain why it ended."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 2000))
        lines = file.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "(nothing in its log)"


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")
