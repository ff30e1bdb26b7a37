"""What differs between places, read from environment variables; each may also be given as NAME_FILE, a file to read."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from psycopg.conninfo import conninfo_to_dict

from portal.local.broker import Broker
from portal.local.postgres import DATABASE, Postgres, Role
from portal.local.state import PROJECT, LocalError, State

# Seconds; long enough to wait out a burst, short enough that a page can still say "busy".
POOL_TIMEOUT = 10
# Database 0 holds the queues, 1 the cache, so that emptying the cache loses no job.
CACHE_NUMBER = 1
DATABASE_URLS = {
    Role.APP: "DATABASE_URL",
    Role.SYSTEM: "DATABASE_SYSTEM_URL",
    Role.OWNER: "DATABASE_OWNER_URL",
    Role.BACKUP: "DATABASE_BACKUP_URL",
}


@cache
def _environment() -> environ.FileAwareEnv:
    return environ.FileAwareEnv()


def _text(name: str, default: str = "") -> str:
    return str(_environment().str(name, default=default))


def home() -> Path:
    """HEFU_HOME: the folder of everything the portal keeps on this machine."""
    return Path(_text("HEFU_HOME", str(PROJECT / ".hefu"))).expanduser().absolute()


@cache
def state() -> State:
    """The state folder with its secrets and sockets."""
    return State(home())


def port() -> int:
    """PORT: where the web server listens on this machine."""
    return int(_environment().int("PORT", default=8000))


def public_url() -> str:
    """PUBLIC_URL: the address people and papers use, without a slash at its end."""
    return _text("PUBLIC_URL", f"http://127.0.0.1:{port()}").rstrip("/")


def debug() -> bool:
    """DEBUG: detailed error pages; never where others can reach them."""
    return bool(_environment().bool("DEBUG", default=False))


def allowed_hosts() -> list[str]:
    """ALLOWED_HOSTS: comma-separated; by default this machine and the host of PUBLIC_URL."""
    default = {"127.0.0.1", "localhost", urlsplit(public_url()).hostname or "localhost"}
    return list(_environment().list("ALLOWED_HOSTS", default=sorted(default)))


def proxies() -> int:
    """PROXIES: how many proxies of one's own stand before the web server; whom the last one names is who asks."""
    return int(_environment().int("PROXIES", default=0))


def demo() -> bool:
    """HEFU_DEMO: whether this is a demonstration, whose letters anybody may read; set by `up --demo`."""
    return bool(_environment().bool("HEFU_DEMO", default=False))


def mail_sink() -> Path | None:
    """The folder that letters go to while no mail server is named."""
    return None if _text("EMAIL_URL") else home() / "mail"


def mail_settings() -> dict[str, Any]:
    """Django's EMAIL_… of EMAIL_URL, such as `smtp+tls://name:password@host:587`; without it the folder of letters."""
    if not _text("EMAIL_URL"):
        return {"EMAIL_BACKEND": "apps.notify.sink.Sink"}
    return dict(_environment().email_url("EMAIL_URL"))


def mail_from() -> str:
    """EMAIL_FROM: the sender of letters."""
    host = urlsplit(public_url()).hostname or "localhost"
    return _text("EMAIL_FROM", f"Hefu <hefu@{'localhost' if host == '127.0.0.1' else host}>")


def session_hours() -> int:
    """SESSION_HOURS: how long after a sign-in one must sign in again, however busy one was."""
    return int(_environment().int("SESSION_HOURS", default=24))


def session_idle_minutes() -> int:
    """SESSION_IDLE_MINUTES: how long a session may be left alone."""
    return int(_environment().int("SESSION_IDLE_MINUTES", default=120))


def require_mfa() -> bool:
    """REQUIRE_MFA: whether roles that open things to others need a passkey or a code app."""
    return bool(_environment().bool("REQUIRE_MFA", default=False))


def sso_providers() -> str:
    """SSO_PROVIDERS: the company sign-ins, as JSON; usually given as SSO_PROVIDERS_FILE."""
    return _text("SSO_PROVIDERS")


def ledger_keys() -> Path:
    """LEDGER_KEYS: the folder of the private keys the log is signed with; by default in the state folder."""
    return Path(_text("LEDGER_KEYS", str(home() / "ledger-keys"))).expanduser().absolute()


def ledger_origin() -> str:
    """LEDGER_ORIGIN: what the log is called in what is signed; by default the host of PUBLIC_URL and `/ledger`."""
    return _text("LEDGER_ORIGIN", f"{urlsplit(public_url()).netloc}/ledger")


def secret_key() -> str:
    """SECRET_KEY, else the one generated and kept in the state folder."""
    return _text("SECRET_KEY") or state().secrets["secret_key"]


def database_role() -> Role:
    """HEFU_DATABASE_ROLE: app, system or owner; a process that says nothing gets the least, the web's."""
    said = _text("HEFU_DATABASE_ROLE", Role.APP)
    if said not in {Role.APP, Role.SYSTEM, Role.OWNER}:
        raise LocalError(f"HEFU_DATABASE_ROLE is {said!r}; it must be app, system or owner")
    return Role(said)


def has_own_database() -> bool:
    """Whether a PostgreSQL server of one's own is named, for any role; without it the embedded one is used."""
    return any(_text(name) for name in DATABASE_URLS.values())


def database_url(role: Role) -> str:
    """The URL of one's own PostgreSQL server for this role; raises LocalError where only others are named."""
    name = DATABASE_URLS[role]
    if url := _text(name):
        return url
    raise LocalError(f"{name} is not set: it says how the role {role.login} reaches the database")


def broker_url() -> str | None:
    """BROKER_URL: a Valkey or Redis server of one's own; without it the embedded one is used."""
    return _text("BROKER_URL") or None


def database_settings(role: Role | None = None) -> dict[str, object]:
    """Django's DATABASES["default"] for a role, by default the one this process takes.

    HEFU_DATABASE_NAME replaces the name; DATABASE_POOL is connections per process.
    """
    role = role or database_role()
    own = has_own_database()
    settings, options = _database_at(database_url(role)) if own else (_embedded_database(role), {})
    if name := _text("HEFU_DATABASE_NAME"):
        settings["NAME"] = name
    pool = int(_environment().int("DATABASE_POOL", default=0))
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": POOL_TIMEOUT}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **settings,
        "OPTIONS": options,
        # The pool keeps connections itself; Django refuses both together.
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _embedded_database(role: Role) -> dict[str, object]:
    host = str(Postgres(state()).sockets)
    return {"NAME": DATABASE, "USER": role.login, "PASSWORD": state().secrets[role.secret], "HOST": host}


def _database_at(url: str) -> tuple[dict[str, object], dict[str, object]]:
    """The settings and the options (sslmode and the like) that a PostgreSQL URL says, read as PostgreSQL reads it."""
    said = conninfo_to_dict(url)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, object] = {setting: str(said.pop(name, "")) for name, setting in names.items()}
    return settings, dict(said)


def broker_settings() -> dict[str, str]:
    """The URL of the queues under "broker" and that of the cache, a database of its own, under "cache"."""
    url = broker_url()
    if url is None:
        socket = Broker(state()).socket
        return {"broker": f"redis+socket://{socket}?virtual_host=0", "cache": f"unix://{socket}?db={CACHE_NUMBER}"}
    parts = urlsplit(url)
    if parts.scheme == "redis+socket":
        return {"broker": url, "cache": f"unix://{parts.path}?db={CACHE_NUMBER}"}
    if parts.scheme in {"redis", "rediss"}:
        return {"broker": url, "cache": parts._replace(path=f"/{CACHE_NUMBER}").geturl()}
    raise LocalError("BROKER_URL must begin with redis://, rediss:// or redis+socket://")
