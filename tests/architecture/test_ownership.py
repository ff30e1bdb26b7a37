"""Only the app that owns a model uses its managers, and makes its rows."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.project import APPS, python_files, said, tree

MANAGERS = {"objects", "rows", "_default_manager", "_base_manager"}


def is_models(module: str) -> bool:
    return module.startswith("apps.") and module.split(".")[2:3] == ["models"]


def borrowed_names(path: Path, own: str) -> tuple[set[str], set[str]]:
    """Names in a file that are models of another app, and those that are modules holding them."""
    models: set[str] = set()
    modules: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[:2] != ["apps", own]:
            names = {alias.asname or alias.name: alias.name for alias in node.names}
            if is_models(node.module):
                models |= set(names)
            elif node.module.startswith("apps."):
                modules |= {name for name, real in names.items() if is_models(f"{node.module}.{real}")}
        if isinstance(node, ast.Import):
            modules |= {a.asname or a.name for a in node.names if is_models(a.name) and a.name.split(".")[1] != own}
    return models, modules


def foreign_uses(path: Path) -> Iterator[str]:
    own = path.relative_to(APPS).parts[0]
    models, modules = borrowed_names(path, own)

    def is_borrowed(node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return node.id in models
        return isinstance(node, ast.Attribute) and ast.unparse(node.value) in modules

    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and is_borrowed(node.value):
            yield f"{said(path)}:{node.lineno} {ast.unparse(node)}"
        if isinstance(node, ast.Call) and is_borrowed(node.func):
            yield f"{said(path)}:{node.lineno} makes a {ast.unparse(node.func)}"
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("get_model"):
            target = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if str(target).split(".")[0] != own:
                yield f"{said(path)}:{node.lineno} {ast.unparse(node)}"


def test_only_the_owner_uses_a_models_managers() -> None:
    assert [found for path in python_files("apps") for found in foreign_uses(path)] == []


def test_nobody_uses_the_manager_that_is_djangos_own() -> None:
    """`rows` is not narrowed; it serves foreign keys and cascades only."""
    found = [
        f"{said(path)}:{node.lineno} {ast.unparse(node)}"
        for path in python_files("apps", "portal")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"rows", "_base_manager"} and is_model(node.value)
    ]
    assert found == []


def is_model(node: ast.expr) -> bool:
    """A capitalised name stands for a class."""
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name[:1].isupper()
