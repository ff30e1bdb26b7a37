"""The program that reads the tables of a web page inside the sandbox; it stands alone.

The page on standard input. The answer is `{"grids": [{"rows", "numbers", "place", "title"}, …], "encoding"}` or
`{"problem": CODE}`. Tables that hold tables are the page's frame, and are left out themselves.
"""

import gc
import json
import os
import re
import sys
from typing import Any

from lxml import etree

DAMAGED, TOO_LARGE = "damaged", "too_large"
MOST_CELLS = 2_000_000
MOST_SPAN = 1000
UTF_8_MARK = b"\xef\xbb\xbf"
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
BLANKS = re.compile(r"[ \t\r\n\f]+")
NOT_TEXT = ("script", "style", "template", "noscript")
LINES = ("br", "p", "div", "li")


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: by mark, by what the page says, then by what fits."""
    if content.startswith(UTF_8_MARK):
        return content[len(UTF_8_MARK) :].decode("utf-8"), "utf-8-sig"
    said = CHARSET.search(content[:4096])
    chinese = said is not None and said[1].lower().startswith(b"gb")
    for encoding in ("gb18030", "utf-8") if chinese else ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise ValueError("no known encoding")


def text_of(element: Any) -> str:
    """The text of a cell as a browser shows it: blanks in one, a line for each paragraph or break."""
    if len(element) == 0:
        return BLANKS.sub(" ", element.text or "").strip(" ")
    parts: list[str] = [BLANKS.sub(" ", element.text or "")]
    for child in element.iterchildren():
        if isinstance(child.tag, str) and child.tag not in NOT_TEXT:
            if child.tag in LINES:
                parts.append("\n")
            if child.tag != "br":
                parts.append(text_of(child))
            if child.tag in LINES[1:]:
                parts.append("\n")
        parts.append(BLANKS.sub(" ", child.tail or ""))
    lines = (line.strip(" ") for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def span(cell: Any, name: str) -> int:
    said = cell.get(name, "1").strip()
    return min(max(int(said), 1), MOST_SPAN) if said.isdecimal() else 1


def grid_of(table: Any) -> list[list[str]]:
    """The rows of a table: a cell's text in the first of the columns, and in every one of the rows it spans."""
    rows: list[list[str]] = []
    above: dict[int, tuple[int, str]] = {}
    total = 0
    for row in table.iter("tr"):
        cells, above = row_of(row, above)
        rows.append(cells)
        total += len(cells)
        if total > MOST_CELLS:
            raise MemoryError
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def row_of(row: Any, above: dict[int, tuple[int, str]]) -> tuple[list[str], dict[int, tuple[int, str]]]:
    """The cells of a row, and by column how many rows below still show a cell of it or of one above."""
    cells: list[str] = []
    below: dict[int, tuple[int, str]] = {}
    for cell in row.iterchildren("td", "th"):
        fill(cells, above, below)
        text = text_of(cell)
        columns, down = (span(cell, "colspan"), span(cell, "rowspan")) if cell.attrib else (1, 1)
        for at in range(columns):
            said = "" if at else text
            if down > 1:
                below[len(cells)] = (down - 1, said)
            cells.append(said)
    fill(cells, above, below)
    return cells, below


def fill(cells: list[str], above: dict[int, tuple[int, str]], below: dict[int, tuple[int, str]]) -> None:
    """The cells that reach down from above, up to the next place that is free."""
    while above and len(cells) in above:
        left, text = above.pop(len(cells))
        if left > 1:
            below[len(cells)] = (left - 1, text)
        cells.append(text)


def answer(content: bytes) -> dict[str, Any]:
    try:
        text, encoding = decoded(content)
    except ValueError:
        return {"problem": DAMAGED}
    lower = text.lower()
    if lower.count("<table") != lower.count("</table") or ("<html" in lower and "</html" not in lower):
        return {"problem": DAMAGED}
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(text.encode(), parser)
        return {"grids": list(grids_of(root)) if root is not None else [], "encoding": encoding}
    except (etree.XMLSyntaxError, ValueError):
        return {"problem": DAMAGED}
    except (MemoryError, RecursionError):
        return {"problem": TOO_LARGE}


def grids_of(root: Any) -> list[dict[str, Any]]:
    grids: list[dict[str, Any]] = []
    for number, table in enumerate(root.iter("table"), start=1):
        if next(table.iterdescendants("table"), None) is not None:
            continue
        rows = grid_of(table)
        numbers = list(range(1, len(rows) + 1))
        grids.append({"rows": rows, "numbers": numbers, "place": f"table {number}", "title": title_of(table)})
    return grids


def title_of(table: Any) -> list[str]:
    """The caption, else the nearest text above the table."""
    for caption in table.iterchildren("caption"):
        return [text_of(caption)]
    for before in table.itersiblings(preceding=True):
        if before.tag == "table":
            break
        if isinstance(before.tag, str) and before.tag not in NOT_TEXT and (text := text_of(before)):
            return [text]
    return []


if __name__ == "__main__":
    # Nothing is thrown away before the end: looking for what could be is time lost.
    gc.disable()
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read()), ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)
