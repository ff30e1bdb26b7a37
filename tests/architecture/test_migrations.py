"""Migrations are named, can be taken back, stand alone, and agree with the models."""

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

from tests.architecture.project import APP_NAMES, APPS, said, tree

FILES = sorted(path for path in APPS.glob("*/migrations/*.py") if path.stem != "__init__")


def test_there_are_migrations() -> None:
    assert FILES


def test_every_migration_has_a_name_that_says_what_it_does() -> None:
    found = [
        said(path)
        for path in FILES
        if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", path.stem) or re.search(r"\d{4}_auto|_and_more$", path.stem)
    ]
    assert found == []


def imported_modules(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found


def test_no_migration_imports_the_code_it_would_outlive() -> None:
    assert [(said(p), m) for p in FILES for m in imported_modules(p) if m.split(".")[0] in {"apps", "portal"}] == []


def test_every_migration_can_be_taken_back() -> None:
    loader = MigrationLoader(None)
    found = [
        f"{app}.{name}: {operation.describe()}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in APP_NAMES
        for operation in migration.operations
        if not operation.reversible
        or (isinstance(operation, RunPython) and operation.reverse_code is None)
        or (isinstance(operation, RunSQL) and operation.reverse_sql is None)
    ]
    assert found == []


@pytest.mark.django_db
def test_the_migrations_make_the_models_as_they_are() -> None:
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out, verbosity=1)
    assert "No changes detected" in out.getvalue()
