"""The verifier that lies in every pack, run as a stranger runs it: plain Python, nothing of ours beside it."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.evidence import offline
from apps.evidence.manifest import WRITTEN, Item, sealed
from apps.evidence.offline.verify import MOST_MEMBERS, SENTENCES, canonical, check_folder
from tests.evidence import samples

VERIFIER = Path(offline.__path__[0]) / "verify.py"
ITEMS = (
    Item("verify.py", samples.OMISSION.what, WRITTEN, VERIFIER.read_bytes()),
    Item("list/rows.csv", samples.OMISSION.what, WRITTEN, "序号,名称\r\n1,示例\r\n".encode("utf-8-sig")),
    Item("versions.json", samples.OMISSION.what, WRITTEN, b"{}\n"),
)


def unpack(folder: Path, **changes: Any) -> Path:
    for path, content in sealed(samples.facts(**changes), ITEMS).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return unpack(tmp_path)


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """The verifier of the pack itself, with no environment, no site packages, no cache."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "verify.py", *arguments],
        cwd=folder,
        env={},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def codes(folder: Path) -> set[tuple[str, str]]:
    return {(problem.code, problem.path) for problem in check_folder(folder).problems}


def test_an_unchanged_pack_holds_and_says_so_in_both_languages(folder: Path) -> None:
    code, said = run(folder)
    assert code == 0
    assert "HOLDS: all 5 files of EP-00001" in said
    assert "一致：全部 5 个文件" in said
    assert "not who wrote it" in said


def test_it_says_what_was_left_out(tmp_path: Path) -> None:
    code, said = run(unpack(tmp_path, omissions=(samples.OMISSION,)))
    assert code == 0
    assert "Certificate of claim C-00001" in said
    assert "供应商的分享未开放凭证。" in said


def test_a_changed_file_is_named_in_both_languages(folder: Path) -> None:
    (folder / "versions.json").write_bytes(b"[]\n")
    code, said = run(folder)
    assert code == 1
    assert "versions.json" in said
    assert all(sentence in said for sentence in SENTENCES["F-CHANGED"])
    assert "DOES NOT HOLD" in said
    assert "不一致" in said


def test_programs_get_the_same_as_json(folder: Path) -> None:
    code, said = run(folder, "--json")
    assert code == 0
    report = json.loads(said)
    assert (report["result"], report["pack"], report["state"], report["files"]) == ("holds", "EP-00001", "complete", 5)
    (folder / "versions.json").unlink()
    code, said = run(folder, "--json")
    assert code == 1
    assert [(one["code"], one["path"]) for one in json.loads(said)["problems"]] == [("F-MISSING", "versions.json")]


def test_another_folder_can_be_named(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(VERIFIER, elsewhere / "verify.py")
    assert run(elsewhere, str(folder))[0] == 0
    assert run(elsewhere)[0] == 2
    assert run(elsewhere, str(folder / "versions.json"))[0] == 2
    assert run(elsewhere, "--what")[0] == 2


def test_every_changed_byte_of_every_member_is_caught(folder: Path) -> None:
    for path in sorted(sealed(samples.facts(), ITEMS)):
        file = folder / path
        content = file.read_bytes()
        places = range(len(content)) if len(content) < 1500 else range(0, len(content), len(content) // 300)
        for place in places:
            changed = bytearray(content)
            changed[place] ^= 0x04
            file.write_bytes(changed)
            assert check_folder(folder).state != "holds", f"{path} at {place}"
        file.write_bytes(content)
    assert check_folder(folder).state == "holds"


def test_every_missing_member_is_caught(folder: Path) -> None:
    for path in sealed(samples.facts(), ITEMS):
        content = (folder / path).read_bytes()
        (folder / path).unlink()
        assert check_folder(folder).state != "holds"
        (folder / path).write_bytes(content)


def test_a_file_that_was_added_is_caught_wherever_it_lies(folder: Path) -> None:
    (folder / "list" / "more.csv").write_bytes(b"")
    (folder / "notes").mkdir()
    (folder / "notes" / "EP-00001.zip").write_bytes(b"")
    assert codes(folder) == {("F-EXTRA", "list/more.csv"), ("F-EXTRA", "notes/EP-00001.zip")}


def test_the_zip_beside_and_what_systems_leave_do_not_count(folder: Path) -> None:
    (folder / "EP-00001.zip").write_bytes(b"")
    (folder / "list" / ".DS_Store").write_bytes(b"")
    assert check_folder(folder).state == "holds"


def test_a_link_is_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    shutil.copytree(folder / "list", outside / "list")
    shutil.rmtree(folder / "list")
    (folder / "list").symlink_to(outside / "list")
    assert codes(folder) == {("F-MISSING", "list/rows.csv"), ("F-EXTRA", "list")}
    (folder / "list").unlink()
    (folder / "list").mkdir()
    (folder / "list" / "rows.csv").symlink_to(outside / "list" / "rows.csv")
    assert codes(folder) == {("F-CHANGED", "list/rows.csv")}


def test_a_digest_changed_in_the_sums_and_the_file_alike_is_caught(folder: Path) -> None:
    """The sums alone would agree with themselves; the manifest does not."""
    new = Item("versions.json", samples.OMISSION.what, WRITTEN, b"[]\n")
    forged = sealed(samples.facts(), (*ITEMS[:2], new))
    (folder / "versions.json").write_bytes(forged["versions.json"])
    (folder / "manifest.sha256").write_bytes(forged["manifest.sha256"])
    assert codes(folder) == {("F-CHANGED", "versions.json"), ("F-SUMS", "manifest.sha256")}


def without_form(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest).encode()


SPOILT: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "no JSON": lambda manifest: b"{",
    "not UTF-8": lambda manifest: b"\xff\xfe",
    "not an object": lambda manifest: b"[]\n",
    "deep": lambda manifest: b"[" * 200_000,
    "another schema": lambda manifest: canonical({**manifest, "schema": "hefu.pack/2"}),
    "no members": lambda manifest: canonical({**manifest, "members": None}),
    "members twice": lambda manifest: canonical({**manifest, "members": manifest["members"] * 2}),
    "a path upwards": lambda manifest: canonical(
        {**manifest, "members": [{**manifest["members"][0], "path": "../../etc/passwd"}]}
    ),
    "a path that is a number": lambda manifest: canonical({**manifest, "members": [{"path": 1}]}),
    "a digest in capitals": lambda manifest: canonical(
        {**manifest, "members": [{**manifest["members"][0], "sha256": "A" * 64}]}
    ),
    "itself as a member": lambda manifest: canonical(
        {**manifest, "members": [{**manifest["members"][0], "path": "manifest.json"}]}
    ),
    "an omission without words": lambda manifest: canonical({**manifest, "omissions": [{}], "state": "partial"}),
    "an omission of numbers": lambda manifest: canonical(
        {**manifest, "omissions": [{k: {"en": 1, "zh-hans": 2} for k in ("what", "reason")}], "state": "partial"}
    ),
    "complete with an omission hidden": lambda manifest: canonical({**manifest, "state": "partial"}),
    "half a surrogate": lambda manifest: without_form({**manifest, "made_by": "\ud800"}),
    "a reference that is a list": lambda manifest: canonical({**manifest, "pack": {"reference": []}}),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_manifest_that_is_none_is_refused_in_plain_words(folder: Path, spoilt: str) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(SPOILT[spoilt](manifest))
    code, said = run(folder)
    assert code == 2
    assert "manifest.json" in said
    assert "未能核验" in said


def test_a_manifest_in_another_form_is_caught_even_where_it_says_the_same(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(without_form(manifest))
    assert codes(folder) == {("F-MANIFEST", "manifest.json"), ("F-SUMS", "manifest.sha256")}


def test_a_manifest_too_large_to_be_one_is_not_read(folder: Path) -> None:
    with (folder / "manifest.json").open("ab") as file:
        file.truncate(5 * 1024 * 1024)
    assert codes(folder) == {("P-TOO-LARGE", "manifest.json")}


def test_a_folder_of_too_many_files_is_not_read(tmp_path: Path) -> None:
    for number in range(MOST_MEMBERS + 1):
        (tmp_path / f"{number}").touch()
    assert codes(tmp_path) == {("P-TOO-LARGE", "")}


def test_names_that_steer_a_terminal_are_not_printed_as_they_are(folder: Path) -> None:
    (folder / "\x1b[2J").touch()
    code, said = run(folder)
    assert code == 1
    assert "\x1b" not in said


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_reads_the_sums(folder: Path) -> None:
    def check() -> int:
        return subprocess.run(
            ["sha256sum", "--check", "--strict", "--quiet", "manifest.sha256"],
            cwd=folder,
            capture_output=True,
            check=False,
        ).returncode

    assert check() == 0
    (folder / "versions.json").write_bytes(b"[]\n")
    assert check() != 0


def test_the_steps_beside_it_name_the_files_there_are() -> None:
    steps = (VERIFIER.parent / "VERIFY.txt").read_text()
    assert all(name in steps for name in ("verify.py", "manifest.sha256", "manifest.json", "00-summary.pdf"))
    assert os.linesep == "\n"
    assert "\r" not in steps


def test_it_is_written_for_old_pythons_too() -> None:
    source = VERIFIER.read_text()
    ast.parse(source, feature_version=(3, 8))
    imported = {
        alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported <= sys.stdlib_module_names
