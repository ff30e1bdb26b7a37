"""How long things may be, and what may not be written at all."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.project import APPS, PROJECT, python_files, said, tree

AIM, LIMIT, FUNCTION, FUNCTION_IN_TESTS = 300, 400, 40, 80
# How many of the product's files may lie between what is aimed at and the limit.
SHARE = 0.02
CODE = python_files("apps", "portal")
EVERYTHING = [*CODE, *python_files("tests", "bench"), PROJECT / "manage.py"]

# Put together so that this file does not find itself.
SILENCERS = re.compile(
    "|".join((r"type:\s" + "ignore", "no" + "qa", "pragma: no" + " cover", "pylint" + ":", "djlint" + ":off"))
)
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
SIGNALS = re.compile(r"^(django|celery)\..*(signals|dispatch)$")
NO_NAMES = re.compile(r"^(utils?|helpers?|common|misc|managers?|handlers?)$")


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def test_no_file_is_longer_than_it_may_be() -> None:
    assert [f"{said(path)}: {lines(path)}" for path in EVERYTHING if lines(path) > LIMIT] == []


def test_few_files_of_the_product_are_longer_than_is_aimed_at() -> None:
    longer = [f"{said(path)}: {lines(path)}" for path in CODE if lines(path) > AIM]
    assert len(longer) <= len(CODE) * SHARE, longer


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; what the signature and the docstring say is not what has to be followed."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_no_function_is_longer_than_it_may_be() -> None:
    found = [
        f"{said(path)}:{function.name} {length(function)}"
        for path in EVERYTHING
        for function in functions(path)
        if length(function) > (FUNCTION if path in CODE else FUNCTION_IN_TESTS)
    ]
    assert found == []


def texts() -> list[Path]:
    """Everything written by hand that a person reads as source."""
    pages = [p for folder in ("templates", "static") for p in (PROJECT / folder).rglob("*.*") if p.is_file()]
    return [*EVERYTHING, *pages]


def findings(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{said(path)}:{number} {line.strip()}"
        for path in texts()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_check_is_silenced() -> None:
    assert findings(SILENCERS) == []


def test_nothing_is_left_for_later_in_the_source() -> None:
    assert findings(UNFINISHED) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = [(said(path), part) for path in CODE for part in path.relative_to(PROJECT).with_suffix("").parts]
    assert [where for where, part in parts if NO_NAMES.match(part)] == []


def test_imports_stand_at_the_top() -> None:
    found = [
        f"{said(path)}:{inner.lineno}"
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_nothing_happens_by_signal() -> None:
    found = [
        f"{said(path)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and SIGNALS.match(node.module or "")
    ]
    assert found == []


def test_no_model_has_a_save_of_its_own() -> None:
    """Business verbs are services; a row saved in passing must not do more than be saved."""
    found = [
        f"{said(path)}:{node.lineno} {node.name}"
        for path in python_files("apps")
        if "models" in path.relative_to(APPS).parts[1:] or path.stem == "models"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean", "full_clean"}
    ]
    assert found == []


@pytest.mark.parametrize("path", [p for p in CODE if p.stem == "__init__" and p.parent.name != "portal"], ids=said)
def test_packages_have_no_code_of_their_own(path: Path) -> None:
    """Imports name the file; at most a sentence of purpose stands here."""
    assert [node for node in tree(path).body if not isinstance(node, ast.Expr)] == []
