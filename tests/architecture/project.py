"""What the checks look at: the project's own files, modules and models."""

import ast
import importlib
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db.models import Model

PROJECT = Path(__file__).parents[2]
APPS = PROJECT / "apps"

# From the bottom up; those in one tuple never import each other (the drawing in docs/architecture.md).
LAYERS: tuple[tuple[str, ...], ...] = (
    ("kernel",),
    ("accounts",),
    ("ledger",),
    ("registry", "notify"),
    ("catalogue",),
    ("claims",),
    ("contracts",),
    ("purchasing",),
    ("evidence",),
    ("desk",),
)
APP_NAMES = tuple(app for layer in LAYERS for app in layer)


def python_files(*folders: str) -> list[Path]:
    """Every Python file of ours under the folders, migrations apart."""
    return [
        path
        for folder in folders
        for path in sorted((PROJECT / folder).rglob("*.py"))
        if "migrations" not in path.parts and "node_modules" not in path.parts
    ]


def said(path: Path) -> str:
    """A path as it is written in a finding."""
    return str(path.relative_to(PROJECT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def module_name(path: Path) -> str:
    """`apps/claims/services/__init__.py` is `apps.claims.services`."""
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules_named(name: str) -> Iterator[ModuleType]:
    """Every module `apps.<app>.<name>`, or the modules inside it where it is a package."""
    for path in python_files("apps"):
        parts = path.relative_to(APPS).with_suffix("").parts
        if len(parts) > 1 and parts[1] == name and parts[-1] != "__init__":
            yield importlib.import_module(module_name(path))


def our_models() -> list[type[Model]]:
    """Every model of ours, those Django makes for many-to-many fields included."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.app_config.name.startswith("apps.")]


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text())
