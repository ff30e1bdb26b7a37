"""The program that opens documents inside the sandbox: it stands alone and answers with one JSON object.

`documents_child.py inspect|text TYPE`, the document on standard input. The answer is `{"problem": CODE}` or
`{"pages": N}`, for `text` also `{"text": "…"}`.
"""

import io
import json
import sys
import warnings
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

MOST_PIXELS = 100_000_000
MOST_PAGES_READ = 50
MOST_CHARACTERS = 200_000
ENCRYPTED, DAMAGED, TOO_LARGE, OTHER_TYPE = "encrypted", "damaged", "too_large", "other_type"
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


def inspect_pdf(content: bytes) -> dict[str, Any]:
    """Whether a PDF opens without a password and has pages."""
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted:
                return {"problem": ENCRYPTED}
            pages = len(document.pages)
    except pikepdf.PasswordError:
        return {"problem": ENCRYPTED}
    except pikepdf.PdfError:
        return {"problem": DAMAGED}
    return {"pages": pages} if pages else {"problem": DAMAGED}


def text_of_pdf(content: bytes) -> dict[str, Any]:
    """The text layer of the first pages, pages parted by form feeds."""
    document = pypdfium2.PdfDocument(content)
    pages = [document[n].get_textpage().get_text_range() for n in range(min(len(document), MOST_PAGES_READ))]
    return {"pages": len(document), "text": "\f".join(pages)[:MOST_CHARACTERS]}


def inspect_image(content: bytes, content_type: str) -> dict[str, Any]:
    """Whether the bytes are a whole picture of the type and of a size that can be shown."""
    # The size is judged here, by our own figure, before a pixel is decoded.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            if image.format != FORMATS[content_type]:
                return {"problem": OTHER_TYPE}
            if image.width * image.height > MOST_PIXELS:
                return {"problem": TOO_LARGE}
            if image.format == "PNG":
                image.verify()
            else:
                image.draft("L", (image.width // 8 or 1, image.height // 8 or 1))
                image.load()
    except MemoryError:
        return {"problem": TOO_LARGE}
    except (OSError, SyntaxError, ValueError, EOFError):
        return {"problem": DAMAGED}
    return {"pages": 1}


def answer(what: str, content_type: str, content: bytes) -> dict[str, Any]:
    if content_type in FORMATS:
        return inspect_image(content, content_type)
    found = inspect_pdf(content)
    return text_of_pdf(content) if what == "text" and "problem" not in found else found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(answer(sys.argv[1], sys.argv[2], sys.stdin.buffer.read()), sys.stdout)
