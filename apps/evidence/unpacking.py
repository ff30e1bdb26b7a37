"""Reading a ZIP that some other program wrote: only to say which of its members differ, never to call it a pack."""

import zipfile
import zlib
from itertools import pairwise
from pathlib import Path

from apps.evidence.offline.verify import MOST_MEMBERS, Member

LARGEST_SUM = 512 * 1024**2
# What JSON and text shrink to at most; only a bomb shrinks more.
MOST_SHRUNK, SMALL = 200, 1024 * 1024
READ_AT_ONCE = 1 << 20
ENCRYPTED = 0x1


class Hostile(ValueError):
    """A ZIP that is not worth the risk of reading."""


def unpack_into(folder: Path, file: Path) -> dict[str, Member]:
    """The members of a ZIP, their bytes in numbered files of a folder, whatever the members are called.

    Raises Hostile for what is damaged, protected, too large, packed too tightly, named twice or overlapping.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            _refuse_hostile(entries)
            members = {}
            for number, entry in enumerate(entries):
                place = folder / str(number)
                with archive.open(entry) as source, place.open("wb") as target:
                    while chunk := source.read(READ_AT_ONCE):
                        target.write(chunk)
                members[entry.filename] = Member(place.stat().st_size, place)
            return members
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Hostile(str(error)) from error


def _refuse_hostile(entries: list[zipfile.ZipInfo]) -> None:
    by_place = sorted(entries, key=lambda entry: entry.header_offset)
    reasons = {
        "too many": len(entries) > MOST_MEMBERS,
        "too large": sum(entry.file_size for entry in entries) > LARGEST_SUM,
        "too tight": any(e.file_size > SMALL and e.file_size > MOST_SHRUNK * e.compress_size for e in entries),
        "protected": any(entry.flag_bits & ENCRYPTED for entry in entries),
        "named twice": len({entry.filename for entry in entries}) != len(entries),
        "overlapping": any(a.header_offset + a.compress_size > b.header_offset for a, b in pairwise(by_place)),
    }
    for reason, holds in reasons.items():
        if holds:
            raise Hostile(reason)
