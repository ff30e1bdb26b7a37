"""The embedded PostgreSQL: making its cluster, starting its server, preparing our roles and our database."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.pq import PGconn, Ping

from portal.local.processes import Identity, run, spawn, unprivileged
from portal.local.programs import copied, find_programs, reachable_by_others
from portal.local.state import LocalError, State

DATABASE = "hefu"
SUPERUSER = "hefu_superuser"
EXTENSIONS = ("pg_trgm", "btree_gist", "citext", "unaccent")
# Raise it when `prepare` learns something new, so that clusters made earlier learn it too.
PREPARED = "2"
# What clusters had before there were four roles: one that owned everything.
ONLY_ROLE = "hefu"
ROLES = Path(__file__).with_name("roles.sql")
KEEPER = Path(__file__).with_name("keeper.py")
THROWAWAY_SETTINGS = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class Role(StrEnum):
    """The roles of our databases (roles.sql); their names are the same in every cluster."""

    OWNER = "owner"
    APP = "app"
    SYSTEM = "system"
    BACKUP = "backup"

    @property
    def login(self) -> str:
        """The name PostgreSQL knows it by."""
        return f"hefu_{self.value}"

    @property
    def secret(self) -> str:
        """The name of its password among the secrets of the state folder."""
        return f"database_{self.value}_password"


@dataclass(frozen=True)
class Postgres:
    """The PostgreSQL server of one state folder."""

    state: State

    @cached_property
    def identity(self) -> Identity:
        """Who the server runs as: never root, as it sees it."""
        return unprivileged()

    @cached_property
    def folder(self) -> Path:
        """The folder of data and sockets: below the state folder, unless the server's user cannot get there."""
        if self.identity.user is None:
            return self.state.home
        if (self.state.home / "postgres").exists():
            raise LocalError(f"the data in {self.state.home} belongs to another user; run as before or set HEFU_HOME")
        return self._foreign_folder(self.identity.user.pw_uid)

    def _foreign_folder(self, uid: int) -> Path:
        name = hashlib.sha256(os.fsencode(self.state.home)).hexdigest()[:16]
        folder = Path("/var/lib/hefu") / name
        for path, owner in ((folder.parent, 0), (folder, 0), (folder / "postgres", uid), (folder / "run", uid)):
            path.mkdir(mode=0o755 if owner == 0 else 0o700, exist_ok=True)
            os.chown(path, owner, -1)
        return folder

    @cached_property
    def data(self) -> Path:
        """The data directory of the cluster."""
        return self.folder / "postgres"

    @cached_property
    def sockets(self) -> Path:
        """The folder of the server's socket, which is the host name clients use."""
        return self.state.sockets if self.identity.user is None else self.folder / "run"

    @cached_property
    def programs(self) -> Path:
        """The folder of PostgreSQL's programs."""
        found = find_programs()
        if found is None:
            raise LocalError("no PostgreSQL found: run bin/setup, install PostgreSQL 15 or newer, or set DATABASE_URL")
        if self.identity.user is None or reachable_by_others(found):
            return found
        return copied(found, self.folder / "programs")

    def initialise(self, *, durable: bool) -> None:
        """Make the cluster if there is none; without `durable` it is fast and a power cut may spoil it (for tests)."""
        if (self.data / "PG_VERSION").exists():
            return
        password = self.folder / "postgres.password"
        password.write_text(self.state.secrets["database_superuser_password"], encoding="ascii")
        self._hand_over(password)
        draft = self.folder / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._hand_over(draft)
        try:
            self._initdb(draft, password)
        finally:
            password.unlink()
        if not durable:
            with (draft / "postgresql.conf").open("a", encoding="utf-8") as settings:
                settings.write(THROWAWAY_SETTINGS)
        # Renamed only when complete: an interrupted initdb leaves no half-made cluster behind.
        draft.replace(self.data)

    def _initdb(self, folder: Path, password: Path) -> None:
        # C.UTF-8, since trigram similarity of Chinese text is 0 where the locale knows no letters but ASCII's.
        arguments = ["--locale=C.UTF-8", "--encoding=UTF8", "--auth-local=scram-sha-256", "--auth-host=reject"]
        names = [f"--username={SUPERUSER}", f"--pwfile={password}", f"--pgdata={folder}"]
        run([self.programs / "initdb", "--no-sync", *arguments, *names], identity=self.identity)

    def _hand_over(self, path: Path) -> None:
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.identity.user is not None:
            os.chown(path, self.identity.user.pw_uid, self.identity.user.pw_gid)

    def spawn_kept(self, lease: Path) -> subprocess.Popen[bytes]:
        """Start the server under a keeper, which shuts it down when nobody holds the lease any more."""
        user = self.identity.user
        owner = (str(user.pw_uid), str(user.pw_gid)) if user else ("-1", "-1")
        server = [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets)]
        options = ["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]
        return spawn(
            [sys.executable, "-IS", KEEPER, lease, *owner, *server, *options],
            log=self.state.log("database"),
            identity=Identity(namespace=self.identity.namespace),
            # The keeper has to outlive us: others may hold the lease by then.
            death_signal=None,
        )

    def is_up(self) -> bool:
        """Whether the server accepts connections."""
        return PGconn.ping(f"host={self.sockets} dbname=postgres".encode()) == Ping.OK

    def prepare(self) -> None:
        """Make our roles, our database and its extensions, once for each cluster; only here the superuser acts."""
        marker = self.state.home / "database.prepared"
        if marker.exists() and marker.read_text(encoding="ascii") == PREPARED:
            return
        # template1 too, so that test databases are born with the extensions.
        with self._as_superuser("template1") as template:
            for extension in EXTENSIONS:
                template.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
            self._prepare_roles(template)
            exists = template.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not exists:
            # From another database, since a template in use cannot be copied.
            with self._as_superuser("postgres") as server:
                owner = sql.Identifier(Role.OWNER.login)
                server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), owner))
        marker.write_text(PREPARED, encoding="ascii")

    def _prepare_roles(self, server: psycopg.Connection[tuple[object, ...]]) -> None:
        names = {name for (name,) in server.execute("SELECT rolname FROM pg_roles")}
        if ONLY_ROLE in names and Role.OWNER.login not in names:
            # With its name the role keeps what it owns, in every database of the cluster.
            old, new = sql.Identifier(ONLY_ROLE), sql.Identifier(Role.OWNER.login)
            server.execute(sql.SQL("ALTER ROLE {} RENAME TO {}").format(old, new))
        server.execute(ROLES.read_bytes())
        for role in Role:
            password = sql.Literal(self.state.secrets[role.secret])
            server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role.login), password))
        # For the databases of tests.
        server.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(Role.OWNER.login)))

    def _as_superuser(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        password = self.state.secrets["database_superuser_password"]
        return psycopg.connect(
            host=str(self.sockets), dbname=database, user=SUPERUSER, password=password, autocommit=True
        )
