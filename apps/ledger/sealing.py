"""The private keys of the log: files outside the database, and the signatures made with them."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


class KeyMissing(RuntimeError):
    """The private half of a key is not on this machine; the log can't be signed here."""


def make_key() -> bytes:
    """Make a key and keep its private half; gives the 32 bytes of its public half."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    content = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = _path(public)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return public


def sign(public_key: bytes, text: str) -> bytes:
    """The 64 bytes of an Ed25519 signature over a text in UTF-8. Raises KeyMissing."""
    path = _path(public_key)
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as error:
        remedy = "Put it back from your backup of the keys, or make a new one: manage.py rotate_ledger_key"
        raise KeyMissing(f"{path} is missing. {remedy}") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyMissing(f"{path} holds no Ed25519 key")
    return private.sign(text.encode())


def is_signed(public_key: bytes, signature: bytes, text: str) -> bool:
    """Whether a signature over a text is of a key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True


def _path(public_key: bytes) -> Path:
    return Path(settings.LEDGER_KEYS) / f"{public_key.hex()}.pem"
