"""`python -m portal.local.reset`: throw away what the portal keeps on this machine, if nothing uses it."""

import shutil
import sys
from pathlib import Path

from portal import env
from portal.local.locks import LEASE, UP, exclusive_at_once
from portal.local.postgres import Postgres
from portal.local.state import LocalError, State

# Where measurements and test sessions keep their own state by default; one of them may be running.
KEPT = {"bench", "locks", "test"}


def reset(state: State) -> None:
    """Empty the state folder; refuses while the portal or a command uses it, and a folder that is not ours."""
    if not state.home.exists():
        return
    if not state.looks_like_ours():
        raise LocalError(f"{state.home} does not look like a state folder of the portal; nothing was removed")
    with exclusive_at_once(state.lock(UP)) as alone, exclusive_at_once(state.lock(LEASE)) as unused:
        if alone is None:
            raise LocalError(f"the portal is running; stop it first ({state.home})")
        if unused is None:
            raise LocalError(f"a command is using the database; try again when it has ended ({state.home})")
        foreign = Postgres(state).folder
        for path in [*state.home.iterdir(), *([foreign] if foreign != state.home else [])]:
            if path.name not in KEPT and not path.name.startswith("test-"):
                _remove(path)


def _remove(path: Path) -> None:
    if path.is_symlink():
        shutil.rmtree(path.readlink(), ignore_errors=True)
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


if __name__ == "__main__":
    try:
        reset(env.state())
    except LocalError as error:
        sys.exit(f"hefu: {error}")
