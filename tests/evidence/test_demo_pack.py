"""The command `demo_pack`: a pack of the demo through the ordinary services, or a plain refusal."""

import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.evidence.archive import check_pack
from apps.kernel.actor import Actor
from apps.kernel.models import AuditEvent
from portal import demo
from tests import factories
from tests.evidence.stage import Stage, home_of, partner, stage

pytestmark = pytest.mark.django_db


def seat(monkeypatch: pytest.MonkeyPatch, accounts: Sequence[demo.Account]) -> None:
    monkeypatch.setattr(demo, "demo_accounts", lambda: list(accounts))


def account_of(actor: Actor) -> demo.Account:
    home = home_of(actor)
    key = factories.api_key(actor)
    return demo.Account("integrator", home.english_name, home.slug, "Elin", "elin@example.test", "", key)


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("demo_pack", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def scene() -> Stage:
    return stage()


def test_it_writes_a_pack_that_holds(scene: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seat(monkeypatch, [account_of(partner(scene, "evidence", "certificate"))])
    file = tmp_path / "demo.zip"
    said = json.loads(run("--out", str(file), "--json"))
    assert check_pack(file).state == "holds"
    assert (said["product"], said["file"], said["size"]) == (scene.product.code, str(file), file.stat().st_size)
    assert [event.verb for event in AuditEvent.objects.filter(subject__startswith="evidence.Pack:")] == [
        "pack.requested",
        "pack.built",
        "pack.downloaded",
    ]
    assert str(file) in run("--out", str(file))


def test_without_the_demo_it_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seat(monkeypatch, [])
    with pytest.raises(CommandError, match="make demo"):
        run("--out", str(tmp_path / "demo.zip"))
    assert not (tmp_path / "demo.zip").exists()


def test_accounts_of_another_database_are_not_taken_for_this_one(
    scene: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat(monkeypatch, [demo.Account("integrator", "Nord", "nordfit", "Elin", "elin@example.test", "", "hefu_live_x")])
    with pytest.raises(CommandError, match="make demo"):
        run("--out", str(tmp_path / "demo.zip"))


def test_without_a_product_to_pack_it_says_so(scene: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seat(monkeypatch, [account_of(partner(scene))])
    with pytest.raises(CommandError, match="make demo"):
        run("--out", str(tmp_path / "demo.zip"))


def test_a_place_that_is_not_there_is_refused_before_anything_is_built(
    scene: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat(monkeypatch, [account_of(partner(scene, "evidence"))])
    for place in (tmp_path, tmp_path / "nowhere" / "demo.zip"):
        with pytest.raises(CommandError, match="can't be written"):
            run("--out", str(place))
    assert not AuditEvent.objects.filter(verb="pack.requested").exists()


def test_a_pack_that_cannot_be_built_says_why(scene: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seat(monkeypatch, [account_of(partner(scene, "evidence"))])
    monkeypatch.setattr("apps.evidence.members.LARGEST_PACK", 10)
    with pytest.raises(CommandError, match="more than a pack may hold"):
        run("--out", str(tmp_path / "demo.zip"))
