"""Tables as printed, before anybody asks what they mean: what every reader of a file format gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.registry.codes import FileCode
from apps.registry.parsing.unreadable import ListUnreadable

_PROBLEMS = {
    "damaged": FileCode.DAMAGED,
    "encrypted": FileCode.LOCKED,
    "scan": FileCode.SCAN,
    "too_large": FileCode.TOO_MUCH,
    "other_type": FileCode.FORMAT,
}


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: cells as printed, with their line breaks.

    `numbers` says how a reader of the file counts each row; `title` are the lines of text above the table. With
    `wrapped`, a line break is where the paper ended the line, and stands for no blank; with `auto_sequence` the
    sequence numbers were counted, as the word processor that shows the file does.
    """

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    place: str = ""
    title: tuple[str, ...] = ()
    auto_sequence: bool = False
    wrapped: bool = False

    @property
    def on_a_page(self) -> bool:
        return self.place.startswith("page ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything read in a file: its tables in order, the text outside them by place, the encoding where it has one."""

    grids: tuple[Grid, ...]
    loose: tuple[tuple[str, str], ...] = ()
    encoding: str = ""


def sheet_of(answer: Mapping[str, Any]) -> Sheet:
    """What a reading child said, believed only in its shape.

    Raises ListUnreadable for the problem it names, and for an answer of another shape.
    """
    if "problem" in answer:
        code = _PROBLEMS.get(str(answer["problem"]), FileCode.DAMAGED)
        said = str(answer.get("format", ""))[:20]
        raise ListUnreadable(code, place=str(answer.get("place", ""))[:80], format=said)
    try:
        grids = tuple(_grid(said) for said in answer["grids"])
        loose = tuple((_text(place), _text(line)) for place, line in answer.get("loose", ()))
        return Sheet(grids, loose, _text(answer.get("encoding", "")))
    except (KeyError, TypeError, ValueError) as error:
        raise ListUnreadable(FileCode.DAMAGED) from error


def _grid(said: Mapping[str, Any]) -> Grid:
    rows = tuple(tuple(map(_text, row)) for row in said["rows"])
    numbers = tuple(int(number) for number in said["numbers"])
    if len(rows) != len(numbers):
        raise ValueError("each row has one number")
    return Grid(
        rows=rows,
        numbers=numbers,
        place=_text(said.get("place", ""))[:80],
        title=tuple(map(_text, said.get("title", ()))),
        auto_sequence=said.get("auto_sequence") is True,
        wrapped=said.get("wrapped") is True,
    )


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError("text was expected")
    return said
