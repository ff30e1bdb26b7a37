"""Files as received: kept by their SHA-256, never changed, recognised by their bytes."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile

LARGEST_UPLOAD = 20 * 1024 * 1024
LARGEST_IMAGE_PIXELS = 100_000_000


class FileType(StrEnum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


ENDINGS = {FileType.PDF: (".pdf",), FileType.JPEG: (".jpg", ".jpeg"), FileType.PNG: (".png",)}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file kept: hex SHA-256, size in bytes."""

    sha256: str
    size: int


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def place_of(sha256: str) -> str:
    """Where the bytes of a digest lie in the storage."""
    return f"objects/{sha256[:2]}/{sha256}"


def store(content: bytes) -> StoredFile:
    """Keep bytes under their digest; the same bytes are kept once, and a half-written file is written anew.

    They are written elsewhere first and moved to their place whole: others may be storing or reading the same bytes.
    """
    digest = sha256_of(content)
    place = place_of(digest)
    if not default_storage.exists(place) or default_storage.size(place) != len(content):
        with TemporaryUploadedFile(digest, "", len(content), None) as whole:
            whole.write(content)
            whole.flush()
            default_storage.save(place, whole)
    return StoredFile(sha256=digest, size=len(content))


def read(sha256: str) -> bytes:
    """The bytes of a digest, checked against it; raises ValueError when they changed on disk."""
    with default_storage.open(place_of(sha256), "rb") as file:
        content: bytes = file.read()
    if sha256_of(content) != sha256:
        raise ValueError(f"The stored bytes of {sha256} changed.")
    return content
