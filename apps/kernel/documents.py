"""Taking a document in: recognised by its first bytes and its ending here, opened only inside the sandbox."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.kernel import sandbox
from apps.kernel.files import ENDINGS, LARGEST_UPLOAD, FileType, store
from apps.kernel.problems import Refused, refuse

PROGRAM = Path(__file__).with_name("documents_child.py")
FIELD = "file"
LONGEST_NAME = 200

FIRST_BYTES = {FileType.PDF: b"%PDF-", FileType.JPEG: b"\xff\xd8\xff", FileType.PNG: b"\x89PNG\r\n\x1a\n"}
HEIC_ENDINGS = (".heic", ".heif")

_FOUND: dict[str, str | Promise] = {
    "encrypted": _("This PDF is protected by a password. Save a copy without protection and choose that one."),
    "too_large": _("This picture has too many pixels to be opened. Save it with at most 100 million pixels."),
    "other_type": _("The file is not what its name says. Save it again as PDF, JPG or PNG and choose the new file."),
    "damaged": _("The file can't be opened; it may be damaged or cut off. Open it yourself and save it again."),
}


def plain_name(name: str) -> str:
    """A file's own name without folders and control characters, its ending kept, of at most 200 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip()
    ending = PurePosixPath(kept).suffix[:20]
    stem = kept[: len(kept) - len(ending)] if ending else kept
    return f"{stem[: LONGEST_NAME - len(ending)]}{ending}" or "document"


def recognised(name: str, content: bytes) -> FileType:
    """The type a document has by its ending and its first bytes alike; raises Refused, saying how to mend it."""
    if not content:
        raise refuse("F-EMPTY", _("The file is empty. Choose the file again, or another one."), field=FIELD)
    if len(content) > LARGEST_UPLOAD:
        message = _("The file is larger than %(most)s MB. Save it smaller, or send only the pages that matter.")
        raise refuse("F-SIZE", message % {"most": LARGEST_UPLOAD // 1024 // 1024}, field=FIELD)
    lower = name.lower()
    if lower.endswith(HEIC_ENDINGS):
        message = _("Pictures of this kind (HEIC) can't be read here. Save the picture as JPG and choose it again.")
        raise refuse("F-HEIC", message, field=FIELD)
    ending = next((kind for kind, endings in ENDINGS.items() if lower.endswith(endings)), None)
    if ending is None:
        raise refuse("F-TYPE", _("Only PDF, JPG and PNG files are taken. Save it as one of these."), field=FIELD)
    if not content.startswith(FIRST_BYTES[ending]):
        raise refuse("F-OTHER", _FOUND["other_type"], field=FIELD)
    return ending


def require_readable(content: bytes, kind: FileType) -> None:
    """Open a document in the sandbox; raises Refused where it is protected, damaged, too large or something else."""
    try:
        found = sandbox.run(PROGRAM, content, "inspect", kind)
    except sandbox.SandboxFailed as error:
        raise refuse("F-DAMAGED", _FOUND["damaged"], field=FIELD) from error
    problem = found.get("problem")
    if problem is not None:
        raise _refusal(str(problem))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody handed it in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was looked at in the sandbox and is kept."""

    name: str
    content_type: FileType
    sha256: str
    size: int


def taken_in(upload: Upload) -> Document:
    """Look at a document in the sandbox and keep its bytes; raises Refused for one that can't be taken."""
    content_type = recognised(upload.name, upload.content)
    require_readable(upload.content, content_type)
    stored = store(upload.content)
    return Document(plain_name(upload.name), content_type, stored.sha256, stored.size)


def _refusal(problem: str) -> Refused:
    known = problem if problem in _FOUND else "damaged"
    return refuse(f"F-{known.upper().replace('_', '-')}", _FOUND[known], field=FIELD)


def text_of(content: bytes) -> str:
    """The text layer of a PDF's first pages, read in the sandbox; raises SandboxFailed where it can't be had."""
    found = sandbox.run(PROGRAM, content, "text", FileType.PDF)
    text = found.get("text")
    if not isinstance(text, str):
        raise sandbox.SandboxFailed(f"no text: {found.get('problem')}")
    # PostgreSQL takes no NUL in a text.
    return text.replace("\x00", "")
