"""What an API key looks like: how it is made, how a mistyped one is told without asking, and what is kept of it."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from zlib import crc32

MARK = "hefu_live_"
# What secret scanners look for, too.
WRITTEN = re.compile(MARK + "[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}")
CHECK_LENGTH = 6
SHOWN_LENGTH = len(MARK) + 6
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

LONGEST_LIFE = timedelta(days=731)
USUAL_LIFE = timedelta(days=365)
# How long a key goes on working beside the one that replaces it.
OVERLAP = timedelta(hours=24)
# A use is noted when the last one noted is older.
NOTED_EVERY = timedelta(minutes=1)


class KeyState(StrEnum):
    """Where a key is in its life."""

    WORKING = "working"
    REPLACED = "replaced"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(*, now: datetime, expires_at: datetime, revoked: bool, replaced: bool) -> KeyState:
    """The state of a key; one that was replaced works until it expires."""
    if revoked:
        return KeyState.REVOKED
    if expires_at <= now:
        return KeyState.EXPIRED
    return KeyState.REPLACED if replaced else KeyState.WORKING


def new_key() -> str:
    """The text of a new key: the mark, 32 random bytes, and six check characters."""
    text = MARK + secrets.token_urlsafe(32)
    return text + check_of(text)


def check_of(text: str) -> str:
    """CRC-32 in six base-62 digits: it finds what was mistyped or cut off, and protects nothing."""
    left, digits = crc32(text.encode()), ""
    for _ in range(CHECK_LENGTH):
        left, digit = divmod(left, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits


def is_a_key(text: str) -> bool:
    """Whether a text could be a key of ours: written like one, with the right check characters."""
    return bool(WRITTEN.fullmatch(text)) and check_of(text[:-CHECK_LENGTH]) == text[-CHECK_LENGTH:]


def digest_of(text: str) -> str:
    """What is kept of a key: its SHA-256. The key has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def shown_part(text: str) -> str:
    """The beginning by which people tell keys apart."""
    return text[:SHOWN_LENGTH]
