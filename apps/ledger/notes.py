"""Signed notes: what a checkpoint says and how it is signed, as C2SP's signed-note and tlog-checkpoint lay it down.

A note is text that ends in a line feed, an empty line, and a line per signature: an em dash, the name of the key, and
in base64 four bytes that tell keys of one name apart, followed by the signature over the text.
"""

import base64
import hashlib
from dataclasses import dataclass

ED25519 = b"\x01"
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class Signed:
    """A note taken apart: its text, and who signed it how, by key name and the four bytes of the key."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes that tell a key from others of its name; `public_key` are the 32 bytes of Ed25519."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """A key as people keep it to verify notes with: `<name>+<hash>+<base64>`."""
    encoded = base64.b64encode(ED25519 + public_key).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{encoded}"


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """What a checkpoint says: whose log, how many leaves, and the root over them."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def note(text: str, name: str, identifier: bytes, signature: bytes) -> str:
    """A text with one signature."""
    return f"{text}\n{_DASH}{name} {base64.b64encode(identifier + signature).decode()}\n"


def read_note(said: str) -> Signed:
    """A note taken apart; raises ValueError for what is none."""
    text, parted, lines = said.rpartition("\n\n")
    if not parted or not lines.endswith("\n"):
        raise ValueError("a note is text, an empty line and signatures")
    found = []
    for line in lines.removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        signed = base64.b64decode(encoded, validate=True)
        if not line.startswith(_DASH) or not name or len(signed) < 5:
            raise ValueError("a signature is a dash, a name and base64")
        found.append((name, signed[:4], signed[4:]))
    return Signed(text + "\n", tuple(found))
