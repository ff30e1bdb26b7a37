"""The API's description for machines: complete, without warnings, and the one that is kept in the project."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from apps.accounts.roles import KEY_SCOPES
from tests.api.calls import ask
from tests.architecture.project import PROJECT

KEPT = PROJECT / "docs" / "api" / "openapi.yaml"


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    target = tmp_path_factory.mktemp("schema") / "openapi.json"
    return dict(json.loads(written(target, "--format", "openapi-json", "--fail-on-warn")))


def written(target: Path, *flags: str) -> str:
    """The description as the command writes it."""
    call_command("spectacular", "--file", str(target), *flags, stderr=StringIO())
    return target.read_text()


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{method} {path}", said) for path, methods in schema["paths"].items() for method, said in methods.items()]


def test_the_description_is_made_without_a_warning_and_holds(tmp_path: Path) -> None:
    assert written(tmp_path / "openapi.yaml", "--fail-on-warn", "--validate").startswith("openapi: 3.1.0")


def test_the_description_kept_in_the_project_is_that_of_the_code(tmp_path: Path) -> None:
    """Make it anew with `manage.py spectacular --file docs/api/openapi.yaml` and read what changed."""
    assert written(tmp_path / "openapi.yaml") == KEPT.read_text()


def test_every_operation_has_a_summary_a_description_and_a_tag(schema: dict[str, Any]) -> None:
    found = [
        name
        for name, said in operations(schema)
        if not (said.get("summary") and said.get("description") and said["tags"])
    ]
    assert found == []


def test_every_operation_names_the_problems_it_answers_with(schema: dict[str, Any]) -> None:
    found = [
        f"{name} {status}"
        for name, said in operations(schema)
        for status, answer in said["responses"].items()
        if int(status) >= 400 and list(answer["content"]) != ["application/problem+json"]
    ]
    assert found == []
    assert [name for name, said in operations(schema) if "429" not in said["responses"]] == []


def test_every_operation_for_keys_names_the_scope_it_asks_for(schema: dict[str, Any]) -> None:
    asked = {name: scheme["key"] for name, said in operations(schema) for scheme in said["security"] if scheme}
    assert asked["post /api/v1/products/"] == ["products:write"]
    assert asked["get /api/v1/po-checks/"] == ["po_checks:read"]
    assert asked["get /api/v1/lists/"] == []
    assert {scope for scopes in asked.values() for scope in scopes} <= set(KEY_SCOPES)


def test_every_scope_is_explained_to_machines(schema: dict[str, Any]) -> None:
    said = schema["components"]["securitySchemes"]["key"]["description"]
    assert [scope for scope in KEY_SCOPES if f"- `{scope}`: " not in said] == []


def test_every_component_says_what_it_is(schema: dict[str, Any]) -> None:
    found = [
        name
        for name, said in schema["components"]["schemas"].items()
        if said.get("type") == "object" and "description" not in said and not name.startswith("Paginated")
    ]
    assert found == ["Problem"] or found == []


@pytest.mark.django_db
def test_the_description_is_served_for_everybody() -> None:
    response = ask("schema/", accept="application/vnd.oai.openapi+json")
    assert (response.status_code, json.loads(response.content)["info"]["title"]) == (200, "Hefu")


@pytest.mark.django_db
def test_the_page_about_the_api_needs_nothing_that_our_policy_forbids() -> None:
    response = ask("docs/")
    assert response.status_code == 200
    assert re.findall(r'(?:src|href)="(?!/static/|/api/)', response.text) == []
    assert re.findall(r"<style|<script>|style=", response.text) == []
    script = ask("docs/?script=")
    assert (script.status_code, script.headers["Content-Type"]) == (200, "application/javascript")
    assert "unsafe" not in response.headers["Content-Security-Policy"]
