"""The demo's documents: plain one-page PDFs that say themselves that they are made up."""

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

MARGIN, TOP, LEADING = 60, 770, 22


def statement(number: str) -> bytes:
    """A supplier's statement that names a number, as PDF with text."""
    return one_page(
        (
            "DEMO DOCUMENT - made up, like its issuer",
            "",
            "Demo Display Technology (Shenzhen) Co., Ltd.",
            "Statement on the AI software of our products",
            "",
            "The voice and text functions call a model that the public list shows under the number",
            f"{number}",
            "",
            "Issued for demonstration only.",
        )
    )


def agreement(number: str) -> bytes:
    """A paper by which the demo's supplier may lean on another company's number, as PDF with text."""
    return one_page(
        (
            "DEMO DOCUMENT - made up, like its issuer",
            "",
            "Demo Display Technology (Shenzhen) Co., Ltd.",
            "Agreement on the use of the model listed under",
            f"{number}",
            "",
            "Made for demonstration only; nobody signed it.",
        )
    )


def one_page(lines: Sequence[str]) -> bytes:
    """An A4 page with these lines of ASCII in Helvetica, which every reader has."""
    shown = "".join(f"({escaped(line)}) Tj T*\n" for line in lines)
    content = f"BT /F1 12 Tf {LEADING} TL {MARGIN} {TOP} Td\n{shown}ET".encode("ascii")
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, 595, 842]),
        Resources=Dictionary(Font=Dictionary(F1=font)),
        Contents=pdf.make_stream(content),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
