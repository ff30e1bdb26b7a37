#!/usr/bin/env python3
"""Checks an unpacked evidence pack of Hefu against its manifest; needs Python 3.8 or newer and nothing else.

python3 -I verify.py                 checks the folder this file lies in
python3 -I verify.py FOLDER          checks the pack unpacked there
python3 -I verify.py FOLDER --json   says the same for programs

It asks no network. Exit code 0: every file is as the manifest says. 1: something was changed, is missing
or was added. 2: this is not a pack, or it cannot be checked.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

SCHEMA = "hefu.pack/1"
MANIFEST, SUMS = "manifest.json", "manifest.sha256"
LARGEST_MANIFEST, MOST_MEMBERS = 4 * 1024**2, 10_000
SAFE_PATH = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*")
SHA256 = re.compile(r"[0-9a-f]{64}")
# What operating systems leave in folders by themselves.
LEFT_BY_THE_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini"}
HOLDS, CHANGED, REFUSED = "holds", "changed", "refused"
EXIT_CODES = {HOLDS: 0, CHANGED: 1, REFUSED: 2}

SENTENCES = {
    "F-CHANGED": ("Its bytes are not those the manifest records.", "内容与清单所记录的不一致。"),
    "F-MISSING": ("The manifest names this file, but it is not here.", "清单列有此文件，但此处没有。"),
    "F-EXTRA": ("The manifest does not name this file: it was added.", "清单未列此文件：它是后来加入的。"),
    "F-SUMS": ("It and manifest.json disagree: one of the two was changed.", "与 manifest.json 不一致：其一被改动。"),
    "F-MANIFEST": ("It is not written the way Hefu writes it: it was changed.", "书写形式与合符所写不同：它被改动过。"),
    "P-NOT-FOUND": ("There is no such file or folder.", "没有这个文件或文件夹。"),
    "P-UNREADABLE": ("It can't be read.", "无法读取。"),
    "P-NOT-A-FOLDER": (
        "This is not a folder. Unpack the ZIP and give its folder.",
        "这不是文件夹。请先解压，再指定文件夹。",
    ),
    "P-NOT-A-ZIP": ("This is not a ZIP file, so it is not a pack.", "这不是 ZIP 文件，因此不是证据包。"),
    "P-ZIP": (
        "This ZIP is not as Hefu writes it: it was changed, cut short or packed again. Download it once more.",
        "此 ZIP 与合符所写的形式不同：它被改动、截断或重新打包。请重新下载。",
    ),
    "P-TOO-LARGE": ("It is larger than a pack may be.", "超过证据包允许的大小。"),
    "P-NO-MANIFEST": ("There is no manifest.json here: this is not a pack.", "此处没有 manifest.json：这不是证据包。"),
    "P-MANIFEST": (
        "It can't be read as the manifest of a pack: it was changed, or this is not a pack.",
        "无法作为证据包清单读取：它被改动过，或这不是证据包。",
    ),
    "P-SCHEMA": ("This verifier does not know this kind of manifest.", "此核验程序不认识这种清单。"),
}


class Refused(Exception):
    """What was given can't be checked; `code` is one of SENTENCES."""

    def __init__(self, code: str, path: str = "") -> None:
        super().__init__(code)
        self.code, self.path = code, path


class Problem(NamedTuple):
    """One thing that does not hold, at one path."""

    code: str
    path: str


class Member(NamedTuple):
    """A file of the pack: its size in bytes (-1 where it is a link) and where its bytes begin."""

    size: int
    file: Path
    offset: int = 0

    def chunks(self) -> Iterator[bytes]:
        with self.file.open("rb") as stream:
            stream.seek(self.offset)
            left = self.size
            while left > 0 and (chunk := stream.read(min(left, 1 << 20))):
                left -= len(chunk)
                yield chunk

    def sha256(self) -> str:
        digest = hashlib.sha256()
        for chunk in self.chunks():
            digest.update(chunk)
        return digest.hexdigest()


class Report(NamedTuple):
    """What was found; `manifest` is None where it could not be read."""

    state: str
    problems: tuple[Problem, ...]
    files: int = 0
    manifest: dict[str, Any] | None = None
    manifest_sha256: str = ""


def canonical(value: object) -> bytes:
    """JSON in the one form a pack uses: keys sorted, two blanks of indent, UTF-8, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n").encode()


def sums(hashes: dict[str, str]) -> bytes:
    """SHA-256 by path, in the form that `sha256sum -c` reads."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode("ascii")


def read_folder(folder: Path) -> dict[str, Member]:
    """Every file below a folder, by its path from there; links are named, never followed."""
    members: dict[str, Member] = {}
    for here, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        for file in (Path(here) / name for name in names + links):
            size = -1 if file.is_symlink() or not file.is_file() else file.stat().st_size
            members[file.relative_to(folder).as_posix()] = Member(size, file)
        if len(members) > MOST_MEMBERS:
            raise Refused("P-TOO-LARGE")
    return members


def read_manifest(members: dict[str, Member]) -> tuple[dict[str, Any], bytes, bytes]:
    """The manifest, its bytes and the bytes it should have; raises Refused where it is none this verifier knows."""
    if MANIFEST not in members:
        raise Refused("P-NO-MANIFEST")
    if not 0 <= members[MANIFEST].size <= LARGEST_MANIFEST:
        raise Refused("P-TOO-LARGE", MANIFEST)
    content = b"".join(members[MANIFEST].chunks())
    try:
        manifest = json.loads(content.decode("utf-8"))
        schema, expected = manifest["schema"], canonical(manifest)
        sound = schema != SCHEMA or _is_sound(manifest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused("P-MANIFEST", MANIFEST) from error
    if schema != SCHEMA:
        raise Refused("P-SCHEMA", MANIFEST)
    if not sound:
        raise Refused("P-MANIFEST", MANIFEST)
    return manifest, content, expected


def _is_sound(manifest: dict[str, Any]) -> bool:
    """Whether the manifest says everything that is checked, in the right form; may raise what wrong types raise."""
    paths = [member["path"] for member in manifest["members"]]
    texts = [manifest["pack"]["reference"]]
    for omission in manifest["omissions"]:
        texts += [omission[about][language] for about in ("what", "reason") for language in ("en", "zh-hans")]
    return (
        all(SAFE_PATH.fullmatch(path) for path in paths)
        and paths == sorted(set(paths))
        and not {MANIFEST, SUMS} & set(paths)
        and all(SHA256.fullmatch(m["sha256"]) and type(m["size"]) is int for m in manifest["members"])
        and all(isinstance(text, str) for text in texts)
        and manifest["state"] == ("partial" if manifest["omissions"] else "complete")
    )


def compare(members: dict[str, Member], *, unpacked: bool) -> Report:
    """Every file against the manifest and the manifest against its sums, both ways.

    A folder (`unpacked`) may also hold the ZIP it came from and what operating systems leave there.
    """
    manifest, content, expected = read_manifest(members)
    problems = [] if content == expected else [Problem("F-MANIFEST", MANIFEST)]
    listed = {m["path"]: m for m in manifest["members"]}
    fingerprint = hashlib.sha256(content).hexdigest()
    for path, said in listed.items():
        found = members.get(path)
        if found is None:
            problems.append(Problem("F-MISSING", path))
        elif found.size != said["size"] or found.sha256() != said["sha256"]:
            problems.append(Problem("F-CHANGED", path))
    right = sums({MANIFEST: fingerprint, **{path: said["sha256"] for path, said in listed.items()}})
    if SUMS not in members:
        problems.append(Problem("F-MISSING", SUMS))
    elif members[SUMS].size != len(right) or members[SUMS].sha256() != hashlib.sha256(right).hexdigest():
        problems.append(Problem("F-SUMS", SUMS))
    for path in sorted(set(members) - {MANIFEST, SUMS, *listed}):
        beside = path == f"{manifest['pack']['reference']}.zip" or path.split("/")[-1] in LEFT_BY_THE_SYSTEM
        if not (unpacked and beside):
            problems.append(Problem("F-EXTRA", path))
    return Report(CHANGED if problems else HOLDS, tuple(problems), len(listed) + 2, manifest, fingerprint)


def check_folder(folder: Path) -> Report:
    """An unpacked pack; raises nothing, whatever the folder holds."""
    try:
        if not folder.exists():
            raise Refused("P-NOT-FOUND")
        if not folder.is_dir():
            raise Refused("P-NOT-A-FOLDER")
        return compare(read_folder(folder), unpacked=True)
    except Refused as refused:
        return refusal(refused)
    except OSError as error:
        return refusal(Refused("P-UNREADABLE", str(error.filename or "")))


def refusal(refused: Refused) -> Report:
    """The report on what can't be checked."""
    return Report(REFUSED, (Problem(refused.code, refused.path),))


def as_json(report: Report) -> str:
    """The report for programs."""
    manifest = report.manifest or {"pack": {"reference": None}, "state": None, "omissions": []}
    said = {
        "result": report.state,
        "pack": manifest["pack"]["reference"],
        "state": manifest["state"],
        "files": report.files,
        "manifest_sha256": report.manifest_sha256 or None,
        "omissions": manifest["omissions"],
        "problems": [{"code": p.code, "path": p.path, "en": _in(0, p), "zh-hans": _in(1, p)} for p in report.problems],
    }
    return json.dumps(said, indent=2) + "\n"


def _in(language: int, problem: Problem) -> str:
    return SENTENCES[problem.code][language]


def as_text(report: Report) -> str:
    """The report for people, in English and Chinese."""
    said: list[str] = []
    for problem in report.problems:
        said += [problem.path, "    " + _in(0, problem), "    " + _in(1, problem)]
    if report.state == REFUSED:
        said += ["NOT CHECKED: see above.", "未能核验：原因见上。"]
    elif report.state == CHANGED:
        said += [
            f"DOES NOT HOLD: {len(report.problems)} found, see above.",
            f"不一致：{len(report.problems)} 处，见上。",
        ]
    elif report.manifest is not None:
        said += _held(report, report.manifest)
    return "".join(f"{_printable(line)}\n" for line in said if line)


def _held(report: Report, manifest: dict[str, Any]) -> Iterator[str]:
    yield f"HOLDS: all {report.files} files of {manifest['pack']['reference']} are as the manifest says;"
    yield "none is missing, none was added."
    yield f"一致：全部 {report.files} 个文件与清单相符，没有缺失，也没有多余。"
    for omission in manifest["omissions"]:
        yield "Left out of this pack 本包未包含: {en} / {zh-hans}".format(**omission["what"])
        yield from ("    " + omission["reason"][language] for language in ("en", "zh-hans"))
    yield f"Fingerprint of the manifest 清单指纹 (SHA-256): {report.manifest_sha256}"
    yield "Compare it with the one on the pack's page in Hefu: this check shows that nothing changed since"
    yield "the manifest was written, not who wrote it."
    yield "请与合符中该证据包页面上的清单指纹核对：本核验只说明清单写成后没有改动，不说明清单由谁写成。"


def _printable(line: str) -> str:
    """The line without what could steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)


def main(arguments: Sequence[str]) -> int:
    """Check what the command line names, say what was found, give the exit code."""
    named = [argument for argument in arguments if argument != "--json"]
    if len(named) > 1 or any(argument.startswith("-") for argument in named):
        sys.stdout.write(__doc__ or "")
        return EXIT_CODES[REFUSED]
    report = check_folder(Path(named[0]) if named else Path(__file__).resolve().parent)
    said = as_json(report) if "--json" in arguments else as_text(report)
    # In UTF-8 whatever the terminal was set to: a sign it can't show must not end the check.
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))
    return EXIT_CODES[report.state]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
