"""The command `verify_pack`: its words, its JSON and its exit codes."""

import json
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.evidence.archive import pack_bytes
from apps.evidence.manifest import WRITTEN, Item, sealed
from tests.evidence import samples

ITEMS = (Item("versions.json", samples.OMISSION.what, WRITTEN, b"{}\n"),)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    file = tmp_path / "EP-00001.zip"
    file.write_bytes(pack_bytes(sealed(samples.facts(), ITEMS)))
    return file


def run(*arguments: str) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("verify_pack", *arguments, stdout=said)
    except SystemExit as end:
        assert isinstance(end.code, int)
        return end.code, said.getvalue()
    return 0, said.getvalue()


def test_a_pack_holds_with_exit_code_0(pack: Path) -> None:
    code, said = run(str(pack))
    assert code == 0
    assert "HOLDS" in said
    assert "一致" in said


def test_so_does_the_folder_it_was_unpacked_to(pack: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(pack).extractall(tmp_path / "unpacked")
    assert run(str(tmp_path / "unpacked"))[0] == 0


def test_a_changed_member_is_named_with_exit_code_1(pack: Path) -> None:
    pack.write_bytes(pack.read_bytes().replace(b"{}\n", b"[]\n"))
    code, said = run(str(pack))
    assert code == 1
    assert "versions.json" in said
    assert "DOES NOT HOLD" in said
    assert "不一致" in said


def test_a_member_taken_out_is_named(pack: Path) -> None:
    members = sealed(samples.facts(), ITEMS)
    del members["versions.json"]
    pack.write_bytes(pack_bytes(members))
    code, said = run(str(pack), "--json")
    assert code == 1
    assert [(one["code"], one["path"]) for one in json.loads(said)["problems"]] == [("F-MISSING", "versions.json")]


@pytest.mark.parametrize("content", [b"", b"<html>no</html>", b"PK\3\4 and then nothing", bytes(100)])
def test_what_is_no_pack_has_exit_code_2_and_two_languages(pack: Path, content: bytes) -> None:
    pack.write_bytes(content)
    code, said = run(str(pack))
    assert code == 2
    assert "NOT CHECKED" in said
    assert "未能核验" in said
    assert json.loads(run(str(pack), "--json")[1])["result"] == "refused"


def test_a_file_that_is_not_there_has_exit_code_2(tmp_path: Path) -> None:
    code, said = run(str(tmp_path / "nothing.zip"))
    assert code == 2
    assert "no such file" in said


def test_the_exit_code_reaches_the_shell(pack: Path) -> None:
    pack.write_bytes(pack.read_bytes()[:-1])
    script = "from django.core.management import execute_from_command_line as run; import sys; run(sys.argv)"
    done = subprocess.run([sys.executable, "-c", script, "verify_pack", str(pack)], capture_output=True, check=False)
    assert done.returncode == 2
