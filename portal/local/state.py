"""The state folder of one portal: its secrets, its data, its logs and the folder of its sockets."""

import contextlib
import hashlib
import json
import os
import re
import secrets
import stat
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portal.local.locks import exclusive

PROJECT = Path(__file__).resolve().parents[2]

# A Unix socket's path must fit sockaddr_un (108 bytes with its final zero); ".s.PGSQL.5432" is our longest name.
LONGEST_SOCKET_FOLDER = 106 - len("/.s.PGSQL.5432")
# The path becomes part of connection URLs, where other characters would have to be quoted differently by every reader.
PLAIN_PATH = re.compile(r"[A-Za-z0-9._/+-]+")
SECRET_NAMES = (
    "secret_key",
    "database_superuser_password",
    "database_owner_password",
    "database_app_password",
    "database_system_password",
    "database_backup_password",
)
# Those of every state folder there has ever been.
OLDEST_SECRETS = {"secret_key", "database_superuser_password"}


class LocalError(Exception):
    """Something the person at the keyboard can put right; the text says what, in one line."""


@dataclass(frozen=True)
class State:
    """One state folder; folders and secrets are made when first asked for."""

    home: Path

    def folder(self, name: str) -> Path:
        """A private folder directly below the state folder."""
        self._make_home()
        path = self.home / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def lock(self, name: str) -> Path:
        """The path of a lock file."""
        return self.folder("locks") / name

    def log(self, name: str) -> Path:
        """The path of the log of one service."""
        return self.folder("logs") / f"{name}.log"

    @cached_property
    def secrets(self) -> dict[str, str]:
        """The generated secrets; the first reader writes them, everybody after reads the same ones."""
        self._make_home()
        path = self.home / "secrets.json"
        if not path.exists():
            _create_once(path, json.dumps(_generated(), indent=1))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
        found = json.loads(path.read_text(encoding="utf-8"))
        if not set(SECRET_NAMES) <= set(found):
            found = self._with_all_secrets(path)
        return {name: str(found[name]) for name in SECRET_NAMES}

    def _with_all_secrets(self, path: Path) -> dict[str, str]:
        """Add the secrets a folder made earlier lacks; those it has stay as they are."""
        with exclusive(self.lock("secrets")):
            found: dict[str, str] = _generated() | json.loads(path.read_text(encoding="utf-8"))
            draft = path.with_name(f"{path.name}.new")
            draft.touch(mode=0o600)
            draft.write_text(json.dumps(found, indent=1), encoding="utf-8")
            draft.replace(path)
        return found

    @cached_property
    def sockets(self) -> Path:
        """The folder of the sockets: `run` in the state folder, or what the link `run` points to."""
        self._make_home()
        run = self.home / "run"
        if not run.is_symlink():
            if _fits(run):
                return self.folder("run")
            # The link keeps the choice, since another process may have another TMPDIR.
            with contextlib.suppress(FileExistsError):
                run.symlink_to(_temporary_folder(self.home))
        return _private(run.readlink())

    def looks_like_ours(self) -> bool:
        """Whether this folder was made by us, so that emptying it destroys nothing of anybody else's."""
        try:
            found = json.loads((self.home / "secrets.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(found, dict) and set(found) >= OLDEST_SECRETS

    def _make_home(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(folder)) is not None


def _temporary_folder(home: Path) -> Path:
    name = f"hefu-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"
    folder = Path(tempfile.gettempdir()) / name
    if not _fits(folder):
        raise LocalError(f"sockets fit neither below {home} nor in {folder.parent}; set HEFU_HOME to a shorter path")
    return folder


def _private(folder: Path) -> Path:
    """Make the folder, or refuse one that somebody else put there: the system's temporary folder is open to all."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise LocalError(f"{folder} is not a private folder of this user; remove it or set HEFU_HOME to a shorter path")
    return folder


def _generated() -> dict[str, str]:
    return {name: secrets.token_urlsafe(48) for name in SECRET_NAMES}


def _create_once(path: Path, text: str) -> None:
    """Write a private file unless another process was first; nobody ever sees half of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
