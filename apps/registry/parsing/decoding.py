"""From the bytes of a file to its text, or a clear word on what the bytes are instead."""

import codecs
import re
from dataclasses import dataclass

from apps.registry.codes import FileCode
from apps.registry.parsing.unreadable import ListUnreadable

# First bytes of what lists are also published as, or what a download gives instead of one.
_FORMATS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "DOC/XLS"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
PDF, OFFICE, PAGE, TEXT = "PDF", "OFFICE", "HTML", "CSV"
# What a locked Office file holds in place of its parts.
_LOCKED_PARTS = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|script|meta|table|div|\?xml|!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the name of the encoding it was in."""

    text: str
    encoding: str


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes, whatever it is called: PDF, OFFICE (DOCX, XLSX), HTML or CSV.

    Raises ListUnreadable for an empty file, for one that is locked, and for what is not read here.
    """
    body = content.removeprefix(codecs.BOM_UTF8)
    if not body.strip():
        raise ListUnreadable(FileCode.EMPTY)
    if body.startswith(b"%PDF"):
        return PDF
    if body.startswith(b"PK"):
        return OFFICE
    if _MARKUP.match(body):
        return PAGE
    if kind := _format_of(body):
        raise ListUnreadable(FileCode.LOCKED if _LOCKED_PARTS in body else FileCode.FORMAT, format=kind)
    return TEXT


def decode(content: bytes) -> Decoded:
    """Text from UTF-8 (with or without a byte-order mark) or GB18030; raises ListUnreadable for anything else."""
    body = content.removeprefix(codecs.BOM_UTF8)
    if not body.strip():
        raise ListUnreadable(FileCode.EMPTY)
    if _MARKUP.match(body):
        raise ListUnreadable(FileCode.HTML)
    if kind := _format_of(body):
        raise ListUnreadable(FileCode.FORMAT, format=kind)
    if b"\x00" in body:
        raise ListUnreadable(FileCode.ENCODING)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Decoded(text, "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else encoding)
    raise ListUnreadable(FileCode.ENCODING)


def _format_of(content: bytes) -> str:
    if content.startswith(b"PK"):
        inside = {b"word/": "DOCX", b"xl/": "XLSX", b"ppt/": "PPTX"}
        return next((name for folder, name in inside.items() if folder in content), "ZIP")
    return next((name for magic, name in _FORMATS if content.startswith(magic)), "")
