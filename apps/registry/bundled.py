"""Reading the rows that come with the product: attachments of the national list, as their index describes them."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "national-genai"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment; `as_of` is the end of its period where known, else the day it was published."""

    name: str
    as_of: date
    published_on: date
    announced: dict[str, int]

    def content(self) -> bytes:
        return (FOLDER / self.name).read_bytes()


def attachments() -> list[Attachment]:
    """Every bundled attachment, the oldest first."""
    index = json.loads((FOLDER / "publications.json").read_text(encoding="utf-8"))
    return [
        Attachment(
            name=said["file"],
            as_of=date.fromisoformat(said["period_end"] or said["published_on"]),
            published_on=date.fromisoformat(said["published_on"]),
            announced=said["announced"] or {},
        )
        for said in index
    ]
