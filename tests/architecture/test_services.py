"""Every write is a declared service: who may, whose row, keywords only, all or nothing."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission
from apps.kernel.policy import Service
from tests.architecture.project import modules_named, python_files, said, tree

WRITES = {"create", "bulk_create", "update", "bulk_update", "delete", "save", "get_or_create", "update_or_create"}
MODULES = list(modules_named("services"))


def services() -> Iterator[tuple[str, Service[Any, Any]]]:
    for module in MODULES:
        for name, thing in vars(module).items():
            if isinstance(thing, Service) and thing.__module__ == module.__name__:
                yield f"{module.__name__}.{name}", thing


def plain_functions(module: ModuleType) -> list[str]:
    return [
        f"{module.__name__}.{name}"
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and not name.startswith("_")
    ]


def test_there_are_services() -> None:
    assert len(list(services())) > 20


def test_every_public_function_of_a_services_module_is_a_declared_service() -> None:
    assert [name for module in MODULES for name in plain_functions(module)] == []


def test_every_service_names_a_permission_there_is() -> None:
    assert [name for name, service in services() if not isinstance(service.permission, Permission)] == []


def test_every_service_takes_keywords_only_actor_first() -> None:
    found = []
    for name, service in services():
        parameters = list(inspect.signature(service).parameters.values())
        kinds = {parameter.kind for parameter in parameters}
        if kinds != {inspect.Parameter.KEYWORD_ONLY} or parameters[0].name != "actor":
            found.append(name)
        elif parameters[0].annotation is not Actor:
            found.append(f"{name}: actor is not an Actor")
    assert found == []


def test_the_row_that_must_be_owned_is_a_parameter_of_the_service() -> None:
    found = [
        name for name, service in services() if service.owner_of not in {None, *inspect.signature(service).parameters}
    ]
    assert found == []


def test_every_service_says_what_it_does() -> None:
    assert [name for name, service in services() if not (service.__doc__ or "").strip()] == []


def decorated(path: Path) -> Iterator[tuple[str, list[str]]]:
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef):
            yield f"{said(path)}:{node.name}", [ast.unparse(d).split("(")[0] for d in node.decorator_list]


def is_service_file(path: Path) -> bool:
    return "services" in (path.stem, path.parent.name)


def test_every_service_is_all_or_nothing() -> None:
    """The permission is asked outside the transaction, everything else happens inside it."""
    found = [
        f"{name} {decorators}"
        for path in python_files("apps")
        if is_service_file(path)
        for name, decorators in decorated(path)
        if "allowed_to" in decorators and decorators != ["allowed_to", "transaction.atomic"]
    ]
    assert found == []


def test_pages_queries_and_pure_modules_write_nothing() -> None:
    """What writes rows is in services, or in the kernel's own outbox and audit."""
    found = [
        f"{said(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path in python_files("apps")
        if path.stem in {"queries", "views", "visibility", "reading"} or {"queries", "api", "desk"} & set(path.parts)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        if not isinstance(node.func.value, ast.Dict | ast.Set) and looks_like_rows(node.func.value)
    ]
    assert found == []


def looks_like_rows(node: ast.expr) -> bool:
    """A queryset or a row: not a dict or set that happens to have `update`."""
    text = ast.unparse(node)
    return "objects" in text or ".filter(" in text or ".all()" in text
