"""All that can be read in an answer: headers, text, the pages of a PDF, the members of a ZIP, what is in base64."""

import base64
import binascii
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pypdfium2

ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{40,}={0,2}")
DEEPEST = 4


def body_of(response: Any) -> bytes:
    """The whole body, read once even where it is sent piece by piece."""
    if getattr(response, "streaming", False):
        content = b"".join(response.streaming_content)
        for closer in response._resource_closers:
            closer()
        return content
    return bytes(response.content)


def texts_of(response: Any, body: bytes) -> Iterator[str]:
    """Headers, cookies and every text in the body."""
    yield "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    yield response.cookies.output()
    yield from readable(body)


@lru_cache(maxsize=64)
def _unpacked(content: bytes, depth: int) -> tuple[str, ...]:
    if content.startswith(b"PK\x03\x04"):
        return tuple(_of_archive(content, depth))
    return tuple(_of_pdf(content, depth))


def readable(content: bytes, depth: int = 0) -> Iterator[str]:
    """Every text in some bytes, packed or encoded as it may be."""
    if depth > DEEPEST:
        return
    if content.startswith((b"PK\x03\x04", b"%PDF-")):
        yield from _unpacked(content, depth)
        return
    yield content.decode("utf-8", errors="replace")
    for found in ENCODED.findall(content) if depth or b"payload" in content else ():
        try:
            decoded = base64.b64decode(found.replace(b"-", b"+").replace(b"_", b"/") + b"==")
        except binascii.Error:
            continue
        yield decoded.decode("utf-8", errors="replace")


def _of_archive(content: bytes, depth: int) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive.comment.decode("utf-8", errors="replace")
        for member in archive.infolist():
            yield member.filename
            yield from readable(archive.read(member), depth + 1)


def _of_pdf(content: bytes, depth: int) -> Iterator[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        yield json.dumps(document.get_metadata_dict(), ensure_ascii=False)
        for page in document:
            yield page.get_textpage().get_text_bounded()
        for place in range(document.count_attachments()):
            attachment = document.get_attachment(place)
            yield attachment.get_name()
            yield from readable(bytes(attachment.get_data()), depth + 1)
    finally:
        document.close()
