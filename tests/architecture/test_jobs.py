"""Every background job has a name and exactly one task, made in one way and queued in one way."""

import ast
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from celery import current_app

from tests.architecture.project import APP_NAMES, PROJECT, modules_named, python_files, said, tree

QUEUEING = {"delay", "apply_async", "send_task", "apply", "signature", "s", "si"}
OUTBOX = "apps/kernel/outbox.py"


def jobs() -> dict[str, str]:
    """Every job's value, by the name of the module that names it."""
    return {str(job): module.__name__ for module in modules_named("jobs") for job in members(module.Job)}


def members(enum: type[StrEnum]) -> list[StrEnum]:
    return list(enum)


def task_decorators(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if ast.unparse(decorator).startswith(("outbox.job(", "job(")):
                    yield f"{said(path)}:{node.name}"


def test_every_job_has_one_task_and_every_task_a_job() -> None:
    current_app.loader.import_default_modules()
    tasks = {name for name in current_app.tasks if not name.startswith("celery.")}
    assert tasks == set(jobs())


def test_no_two_tasks_share_a_job() -> None:
    """Celery keeps the last of two tasks of one name without a word."""
    places = [place for path in python_files("apps", "portal") for place in task_decorators(path)]
    assert len(places) == len(jobs()), Counter(places)


def test_a_jobs_name_begins_with_the_app_that_runs_it() -> None:
    runners = {*APP_NAMES, "pipelines"}
    assert [job for job in jobs() if job.split(".")[0] not in runners or job.count(".") != 1] == []


def test_tasks_are_made_by_the_outbox_alone() -> None:
    found = [
        f"{said(path)}:{node.lineno}"
        for path in python_files("apps", "portal")
        if said(path) not in {OUTBOX, "portal/celery.py"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).split(".")[-1] == "shared_task"
    ]
    assert found == []


def test_jobs_are_queued_by_the_outbox_alone() -> None:
    found = [
        f"{said(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path in python_files("apps", "portal")
        if said(path) != OUTBOX
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in QUEUEING
        if node.func.attr in {"delay", "apply_async", "send_task"}
    ]
    assert found == []


@pytest.mark.parametrize("path", [p for p in python_files("apps") if p.stem == "tasks"], ids=said)
def test_a_task_loads_by_id_and_makes_one_call(path: Path) -> None:
    """Sequences of steps belong to portal/pipelines.py, decisions to services."""
    found = [
        f"{node.name}: {len(node.body) - bool(ast.get_docstring(node))} statements"
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and len(node.body) - bool(ast.get_docstring(node)) != 1
    ]
    assert found == []


def test_every_scheduled_task_is_a_job() -> None:
    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert scheduled <= set(jobs())
    assert PROJECT.joinpath(OUTBOX).is_file()
