"""Handing a letter to the mail server, or to the folder that stands for one."""

import smtplib
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.crypto import salted_hmac

PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one address. `key` tells it from all others: sent again after a doubt, it is the same letter."""

    address: str
    subject: str
    text: str
    language: str
    key: str


class NotSent(Exception):
    """The letter was not taken: why, as a code of `words.WHY_NOT`, and whether trying again is in vain."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        self.code, self.for_good = code, for_good
        super().__init__(code)


def send(letter: Letter) -> None:
    """Send a letter as plain text; raises NotSent."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<{salted_hmac('apps.notify.sending', letter.key).hexdigest()}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "zh-Hans" if letter.language == "zh-hans" else letter.language,
    }
    try:
        EmailMessage(letter.subject, letter.text, to=[letter.address], headers=headers).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        raise NotSent("address", for_good=min(codes, default=0) >= PERMANENT) from error
    except (smtplib.SMTPException, ValueError) as error:
        raise NotSent("refused") from error
    except OSError as error:
        raise NotSent("unreachable") from error
