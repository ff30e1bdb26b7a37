"""The ZIP of a pack: the same bytes for the same members, and not one byte that may be another."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from apps.evidence import archive, unpacking
from apps.evidence.archive import central_header, check_pack, end_record, local_header, pack_bytes, read_members
from apps.evidence.manifest import Item, sealed
from apps.evidence.offline.verify import MOST_MEMBERS, Refused
from tests.evidence import samples

SMALL = (
    Item("verify.py", samples.OMISSION.what, "written-by-hefu", b"print(1)\n"),
    Item("certificates/01-abc.pdf", samples.OMISSION.what, "received-from-supplier", samples.CERTIFICATE),
    Item("empty.txt", samples.OMISSION.what, "written-by-hefu", b""),
)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    file = tmp_path / "pack.zip"
    file.write_bytes(pack_bytes(sealed(samples.facts(), SMALL)))
    return file


def found_in(file: Path) -> list[str]:
    return [problem.code for problem in check_pack(file).problems]


def test_the_same_members_make_the_same_bytes_in_whatever_order() -> None:
    members = sealed(samples.facts(), SMALL)
    turned = sealed(samples.facts(), SMALL[::-1])
    assert pack_bytes(members) == pack_bytes(turned) == pack_bytes(dict(reversed(members.items())))


def test_the_manifest_and_its_sums_come_first_then_the_others_by_path(pack: Path) -> None:
    names = zipfile.ZipFile(pack).namelist()
    assert names == ["manifest.json", "manifest.sha256", "certificates/01-abc.pdf", "empty.txt", "verify.py"]


def test_other_programs_can_unpack_it(pack: Path) -> None:
    opened = zipfile.ZipFile(pack)
    assert opened.testzip() is None
    assert opened.read("certificates/01-abc.pdf") == samples.CERTIFICATE
    assert {(one.date_time, one.compress_type) for one in opened.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}


@pytest.mark.parametrize(
    "path", ["../up.txt", "/root.txt", "a/../b", "凭证.pdf", "with blank.txt", ".hidden", "a//b", ""]
)
def test_a_path_that_could_lead_elsewhere_is_never_written(path: str) -> None:
    with pytest.raises(ValueError, match="plain ASCII"):
        pack_bytes({path: b""})


def test_a_pack_as_written_holds(pack: Path) -> None:
    report = check_pack(pack)
    assert (report.state, report.problems, report.files) == ("holds", (), 5)


def test_every_single_changed_byte_is_caught(pack: Path) -> None:
    content = pack.read_bytes()
    missed = []
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        pack.write_bytes(changed)
        if check_pack(pack).state == "holds":
            missed.append(place)
    assert missed == []


def test_a_pack_that_was_cut_off_is_caught(pack: Path) -> None:
    content = pack.read_bytes()
    for length in (*range(0, len(content) - 100, 17), *range(len(content) - 100, len(content))):
        pack.write_bytes(content[:length])
        assert check_pack(pack).state != "holds"


@pytest.mark.parametrize("more", [b"\0", b"PK\5\6" + bytes(18), b"after"])
def test_a_pack_with_bytes_before_or_after_does_not_hold(pack: Path, more: bytes) -> None:
    content = pack.read_bytes()
    for changed in (content + more, b"PK" + content, more + content):
        pack.write_bytes(changed)
        assert check_pack(pack).state != "holds"


def pack_again(pack: Path, **changes: bytes | None) -> None:
    """As people do with other programs: with members left out, changed or added."""
    again = io.BytesIO()
    with zipfile.ZipFile(pack) as source:
        members: dict[str, bytes | None] = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in {**members, **changes}.items():
            if content is not None:
                target.writestr(name, content)
    pack.write_bytes(again.getvalue())


def test_a_pack_that_was_packed_again_does_not_hold_though_its_members_do(pack: Path) -> None:
    pack_again(pack)
    report = check_pack(pack)
    assert (report.state, [problem.code for problem in report.problems]) == ("changed", ["P-ZIP"])


def test_what_differs_in_a_pack_that_was_packed_again_is_named(pack: Path) -> None:
    pack_again(pack, **{"verify.py": b"print(2)\n", "empty.txt": None, "../more.txt": b""})
    assert [(problem.code, problem.path) for problem in check_pack(pack).problems] == [
        ("P-ZIP", "pack.zip"),
        ("F-MISSING", "empty.txt"),
        ("F-CHANGED", "verify.py"),
        ("F-EXTRA", "../more.txt"),
    ]


def test_a_changed_byte_of_a_member_is_named(pack: Path) -> None:
    content = pack.read_bytes()
    pack.write_bytes(content.replace(b"print(1)", b"print(2)"))
    assert [(problem.code, problem.path) for problem in check_pack(pack).problems] == [("F-CHANGED", "verify.py")]


def test_a_checksum_that_other_programs_would_stumble_over_is_caught(pack: Path) -> None:
    content, right = pack.read_bytes(), struct.pack("<I", zlib.crc32(b"print(1)\n"))
    assert content.count(right) == 2
    pack.write_bytes(content.replace(right, b"abcd"))
    assert found_in(pack) == ["P-ZIP"]


def test_a_bomb_is_refused_by_its_form_without_being_unpacked(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("manifest.json", bytes(64 * 1024 * 1024))
    assert found_in(bomb) == ["P-ZIP"]


def test_a_sum_larger_than_any_pack_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_SUM", 1000)
    file = tmp_path / "large.zip"
    with zipfile.ZipFile(file, "w") as target:
        target.writestr("manifest.json", bytes(1001))
    assert (check_pack(file).state, found_in(file)) == ("refused", ["P-ZIP"])
    monkeypatch.setattr(archive, "LARGEST_PACK", -MOST_MEMBERS * 1024)
    assert found_in(file) == ["P-TOO-LARGE"]


def test_a_protected_zip_is_refused(pack: Path) -> None:
    pack_again(pack)
    content = bytearray(pack.read_bytes())
    for place in range(len(content) - 4):
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 8] |= 1
    pack.write_bytes(content)
    assert (check_pack(pack).state, found_in(pack)) == ("refused", ["P-ZIP"])


def test_members_that_overlap_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "overlap.zip"
    header = local_header(b"a", 0, 0)
    directory = central_header(b"a", 0, 0, 0) + central_header(b"a", 0, 0, 0)
    file.write_bytes(header + directory + end_record(2, len(directory), len(header)))
    assert found_in(file) == ["P-ZIP"]


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "twice.zip"
    header = local_header(b"a", 0, 0)
    directory = central_header(b"a", 0, 0, 0) + central_header(b"a", 0, 0, len(header))
    file.write_bytes(header * 2 + directory + end_record(2, len(directory), 2 * len(header)))
    with pytest.raises(Refused):
        read_members(file)


def test_a_directory_that_claims_more_than_there_is_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "liar.zip"
    file.write_bytes(b"PK" + bytes(100) + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 9, 9, 4_000_000_000, 0, 0))
    assert found_in(file) == ["P-ZIP"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "P-NOT-A-ZIP"), (b"%PDF-1.7", "P-NOT-A-ZIP"), (b"PK", "P-ZIP"), (b"<html>", "P-NOT-A-ZIP")],
)
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "no.zip"
    file.write_bytes(content)
    assert found_in(file) == [code]


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert found_in(tmp_path / "nothing.zip") == ["P-NOT-FOUND"]


def test_a_zip_without_a_manifest_is_no_pack(tmp_path: Path) -> None:
    file = tmp_path / "other.zip"
    file.write_bytes(pack_bytes({"a.txt": b"a"}))
    assert found_in(file) == ["P-NO-MANIFEST"]


def test_a_member_changed_together_with_its_zip_is_still_caught(tmp_path: Path) -> None:
    """Whoever rewrites the ZIP in good form changes its checksums, not the manifest's digests."""
    members = sealed(samples.facts(), SMALL)
    file = tmp_path / "pack.zip"
    for path in members:
        file.write_bytes(pack_bytes({**members, path: members[path] + b" "}))
        assert check_pack(file).state != "holds"
        file.write_bytes(pack_bytes({name: content for name, content in members.items() if name != path}))
        assert check_pack(file).state != "holds"
    file.write_bytes(pack_bytes({**members, "more.txt": b""}))
    assert found_in(file) == ["F-EXTRA"]
