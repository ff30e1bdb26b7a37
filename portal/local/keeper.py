"""The process that keeps the embedded PostgreSQL running for as long as any other process holds the lease.

It waits for the lease as for a lock, so the end of the last holder, however it ends, shuts the server down cleanly.
It is run by its path and imports the standard library only: every command that finds no server waits for its start.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading

WAKING = {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM}
GRACE = 30.0
PR_SET_PDEATHSIG = 1


def keep(lease: str, user: int, group: int, command: list[str]) -> int:
    """Run the server, as another user where `user` is not -1, until nobody holds the lease or a signal comes."""
    # Blocked before anything starts, so that no wake-up is lost between two steps.
    signal.pthread_sigmask(signal.SIG_BLOCK, WAKING)
    server = _start(command, user, group)
    threading.Thread(target=_wait_for, args=[lease], daemon=True).start()
    signal.sigwait(WAKING)
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(GRACE)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
    return server.wait()


def _start(command: list[str], user: int, group: int) -> subprocess.Popen[bytes]:
    libc = ctypes.CDLL(None)
    other = user != -1

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        # Our own death, even by kill -9, is a fast and clean shutdown for the server.
        libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        user=user if other else None,
        group=group if other else None,
        extra_groups=[] if other else None,
        preexec_fn=prepare,
    )


def _wait_for(lease: str) -> None:
    fcntl.flock(os.open(lease, os.O_RDWR), fcntl.LOCK_EX)
    # The lock stays ours until we end: newcomers wait there, and find no server half shut down.
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
