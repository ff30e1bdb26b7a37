"""Documents as suppliers send them, whole and spoilt."""

import io

import pikepdf
from PIL import Image

PASSWORD = "open sesame"


def pdf(text: str = "", pages: int = 1) -> bytes:
    """A PDF whose pages carry a line of Latin text each, the first one `text`."""
    document = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for number in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        said = text if number == 0 else f"page {number + 1}"
        lines = "".join(f"({line}) Tj 0 -20 Td " for line in said.split("\n"))
        page.Contents = document.make_stream(f"BT /F1 12 Tf 72 720 Td {lines}ET".encode("latin-1"))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    return _saved(document)


def protected_pdf(*, opens_without: bool) -> bytes:
    """A PDF under a password, either to open it or only to change it."""
    document = pikepdf.open(io.BytesIO(pdf("secret")))
    return _saved(document, encryption=pikepdf.Encryption(owner=PASSWORD, user="" if opens_without else PASSWORD))


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "white") -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def bomb() -> bytes:
    """A small file that is a picture of more than 100 million pixels."""
    out = io.BytesIO()
    Image.new("1", (20_000, 6_000)).save(out, "PNG")
    return out.getvalue()


def _saved(document: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    document.save(out, **how)
    return out.getvalue()
