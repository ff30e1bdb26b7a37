"""The one form of ZIP a pack has: members stored one after the other, no dates, no comments, nothing between.

Because every byte outside the members is fixed by their names, sizes and checksums, the same members always
make the same file, and reading can compare each of those bytes with what it must be. A repacked, padded,
compressed or overlapping ZIP is therefore refused by its form, before anything in it is trusted.
"""

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from apps.evidence.offline.verify import (
    CHANGED,
    HOLDS,
    MANIFEST,
    MOST_MEMBERS,
    SAFE_PATH,
    SUMS,
    Member,
    Problem,
    Refused,
    Report,
    compare,
    refusal,
)
from apps.evidence.unpacking import Hostile, unpack_into

WRONG_FORM = "P-ZIP"

# What a worker builds in memory; a hundred documents of the largest size that is taken would not fit.
LARGEST_PACK = 512 * 1024**2
VERSION, MADE_ON_UNIX, FIRST_OF_1980, PLAIN_FILE = 20, 3 << 8, 33, 0o100644 << 16
END_SIZE, CENTRAL_SIZE = 22, 46


def pack_bytes(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of the members: the manifest and its sums first, the others by path.

    Raises ValueError for a path that is not plain ASCII, or for more than a pack may hold.
    """
    if any(not SAFE_PATH.fullmatch(path) for path in members):
        raise ValueError("A path of a pack is plain ASCII, without blanks, leading dots or steps upwards.")
    if len(members) > MOST_MEMBERS or sum(map(len, members.values())) > LARGEST_PACK:
        raise ValueError("The members are more than a pack may hold.")
    parts, directory, offset = [], [], 0
    for path in sorted(members, key=lambda path: (path not in (MANIFEST, SUMS), path)):
        name, content = path.encode("ascii"), members[path]
        crc = zlib.crc32(content)
        parts += [local_header(name, crc, len(content)), content]
        directory.append(central_header(name, crc, len(content), offset))
        offset += len(parts[-2]) + len(content)
    entries = b"".join(directory)
    return b"".join([*parts, entries, end_record(len(directory), len(entries), offset)])


def local_header(name: bytes, crc: int, size: int) -> bytes:
    """What stands before a member."""
    return struct.pack("<4s5H3I2H", b"PK\3\4", VERSION, 0, 0, 0, FIRST_OF_1980, crc, size, size, len(name), 0) + name


def central_header(name: bytes, crc: int, size: int, offset: int) -> bytes:
    """What the directory at the end says of a member."""
    made = (VERSION | MADE_ON_UNIX, VERSION, 0, 0, 0, FIRST_OF_1980)
    return (
        struct.pack("<4s6H3I5H2I", b"PK\1\2", *made, crc, size, size, len(name), 0, 0, 0, 0, PLAIN_FILE, offset) + name
    )


def end_record(count: int, size: int, offset: int) -> bytes:
    """The last bytes: how many members, how long the directory, where it begins."""
    return struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, offset, 0)


def check_pack(file: Path) -> Report:
    """A pack as downloaded, checked like the offline verifier checks it unpacked; raises nothing.

    A ZIP in any other form never holds; where it can be read without risk, its members are compared too, so that
    the reader learns which of them differ.
    """
    try:
        members = read_members(file)
        report = compare(members, unpacked=False)
        holds_as_a_zip = report.state != HOLDS or _checksums_hold(file, members)
        return report if holds_as_a_zip else refusal(Refused(WRONG_FORM, file.name))
    except Refused as refused:
        return _differences(file) if refused.code == WRONG_FORM else refusal(refused)
    except OSError:
        return refusal(Refused("P-UNREADABLE" if file.exists() else "P-NOT-FOUND", file.name))


def _differences(file: Path) -> Report:
    """What differs in a ZIP of the wrong form, the form itself first."""
    with TemporaryDirectory() as folder:
        try:
            found = compare(unpack_into(Path(folder), file), unpacked=False)
        except (Hostile, OSError):
            return refusal(Refused(WRONG_FORM, file.name))
        except Refused as refused:
            return refusal(refused)
    return found._replace(state=CHANGED, problems=(Problem(WRONG_FORM, file.name), *found.problems))


def read_members(file: Path) -> dict[str, Member]:
    """The members of a ZIP in the one form; raises Refused for any other file."""
    total = file.stat().st_size
    with file.open("rb") as stream:
        if stream.read(2) != b"PK":
            raise Refused("P-NOT-A-ZIP", file.name)
        if total > LARGEST_PACK + MOST_MEMBERS * 1024:
            raise Refused("P-TOO-LARGE", file.name)
        try:
            return _members(file, stream, total)
        except (struct.error, ValueError) as error:
            raise Refused(WRONG_FORM, file.name) from error


def _members(file: Path, stream: BinaryIO, total: int) -> dict[str, Member]:
    """Walk directory and members side by side; ValueError or struct.error where a byte is not what it must be."""
    end = _at(stream, max(total - END_SIZE, 0), END_SIZE)
    count, size, start = struct.unpack("<10xH2I2x", end)
    _must(end == end_record(count, size, start) and start + size + END_SIZE == total and count <= MOST_MEMBERS)
    directory, place, offset = _at(stream, start, size), 0, 0
    members: dict[str, Member] = {}
    for _ in range(count):
        crc, length, name_size = struct.unpack_from("<16xI4xIH16x", directory, place)
        name = directory[place + CENTRAL_SIZE : place + CENTRAL_SIZE + name_size]
        header, entry = local_header(name, crc, length), central_header(name, crc, length, offset)
        _must(directory.startswith(entry, place) and _at(stream, offset, len(header)) == header)
        member = Member(length, file, offset + len(header))
        place, offset = place + len(entry), offset + len(header) + length
        _must(offset <= start and name.decode("ascii") not in members)
        members[name.decode("ascii")] = member
    _must(offset == start and place == size)
    return members


def _must(holds: bool) -> None:
    if not holds:
        raise ValueError("A byte of the ZIP is not what it must be.")


def _at(stream: BinaryIO, offset: int, size: int) -> bytes:
    stream.seek(offset)
    return stream.read(size)


def _checksums_hold(file: Path, members: Mapping[str, Member]) -> bool:
    """Whether the ZIP's own checksums, which other programs look at, agree with the bytes."""
    with file.open("rb") as stream:
        for name, member in members.items():
            said = _at(stream, member.offset - len(name) - 16, 4)
            crc = 0
            for chunk in member.chunks():
                crc = zlib.crc32(chunk, crc)
            if said != struct.pack("<I", crc):
                return False
    return True
