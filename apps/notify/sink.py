"""Where letters go on a machine without a mail server: into a folder, one file each, to be read on a page."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
MOST_KEPT = 1000


class Sink(BaseEmailBackend):
    """Django's way to this folder: a letter is there whole or not at all, and only for the user who runs the portal."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the letters, and of all letters the newest ones; gives how many were kept."""
        folder = _folder()
        for message in email_messages:
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            draft = folder / f"{name}.draft"
            draft.touch(mode=0o600)
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        for path in sorted(folder.glob("*.eml"), reverse=True)[MOST_KEPT:]:
            path.unlink(missing_ok=True)
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter as it was kept."""

    name: str
    to: str
    sender: str
    subject: str
    at: datetime
    text: str


def is_open() -> bool:
    """Whether anybody may read the letters: in a demonstration that has no mail server."""
    return bool(settings.DEMO and settings.MAIL_SINK)


def letters(most: int = 200) -> list[Kept]:
    """The letters, the newest first."""
    names = sorted((path.stem for path in _folder().glob("*.eml") if NAME.fullmatch(path.stem)), reverse=True)
    return [letter(name) for name in names[:most]]


def letter(name: str) -> Kept:
    """One letter by its name; raises FileNotFoundError."""
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    parsed = message_from_bytes((_folder() / f"{name}.eml").read_bytes(), policy=policy.default)
    body = parsed.get_body(("plain",))
    return Kept(
        name=name,
        to=str(parsed["To"]),
        sender=str(parsed["From"]),
        subject=str(parsed["Subject"]).strip(),
        at=datetime.strptime(name.split("-")[0] + "+0000", "%Y%m%dT%H%M%S%f%z"),
        text=str(body.get_content()) if body else "",
    )


def _folder() -> Path:
    if settings.MAIL_SINK is None:
        raise ImproperlyConfigured("Letters go to a mail server; there is no folder of them.")
    folder = Path(settings.MAIL_SINK)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
