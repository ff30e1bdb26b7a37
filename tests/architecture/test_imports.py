"""What the linter of imports (`bin/lint`) is told, and what it can't see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.architecture.project import APP_NAMES, APPS, LAYERS, pyproject, python_files, said, tree

# Modules of the standard library whose packages hold harmless ones too, and the one place that may use them.
HOMES = {"urllib.request": "fetching", "http.client": "fetching", "smtplib": "sending", "socket": "sandbox_child"}


def contract(name: str) -> dict[str, Any]:
    return next(c for c in pyproject()["tool"]["importlinter"]["contracts"] if c["id"] == name)


def pure_layer() -> set[str]:
    """The names of the modules at the bottom of an app."""
    return set(re.findall(r"\((\w+)\)", contract("modules")["layers"][-1]))


def test_the_drawing_of_the_linter_is_that_of_the_tests() -> None:
    drawn = [tuple(layer.split(" | ")) for layer in reversed(contract("apps")["layers"])]
    assert drawn == list(LAYERS)


def test_every_app_with_modules_of_its_own_has_layers() -> None:
    assert {name.removeprefix("apps.") for name in contract("modules")["containers"]} == {*APP_NAMES} - {
        "kernel",
        "desk",
    }


def test_every_module_that_is_called_pure_is_held_to_it() -> None:
    held = {name.removeprefix("apps.") for name in contract("pure")["source_modules"]}
    there = {".".join(path.relative_to(APPS).with_suffix("").parts[:2]) for path in python_files("apps")}
    called = {name for name in there if name.split(".")[-1] in pure_layer() and not name.startswith(("kernel", "desk"))}
    assert called <= held
    assert {name for name in held if "*" not in name} <= there


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_what_reaches_out_of_the_process_has_one_home() -> None:
    found = [
        f"{said(path)}:{line} {module}"
        for path in python_files("apps")
        for line, module in imported(path)
        if module in HOMES and path.stem != HOMES[module]
    ]
    assert found == []
