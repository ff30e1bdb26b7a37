"""Evidence packs through the API."""

import hashlib
import io
import zipfile

import pytest

from apps.kernel.models import AuditEvent
from tests.access.stage import stage, world
from tests.access.world import World
from tests.api.calls import ask

__all__ = ("stage", "world")

pytestmark = pytest.mark.django_db


def test_a_pack_is_asked_for_and_followed(world: World) -> None:
    key = world.keys["buyer"]
    asked = ask("packs/", key, {"product": world.products[0].pk, "purpose": "Customs"})
    assert (asked.status_code, asked.json()["state"], asked.json()["language"]) == (202, "queued", "en")
    assert ask(f"packs/{asked.json()['id']}/", key).json() == asked.json()
    assert ask("packs/", key).json()["results"][0]["id"] == asked.json()["id"]


def test_a_ready_pack_is_downloaded_and_that_is_kept(world: World) -> None:
    pack = world.packs[0]
    response = ask(f"packs/{pack.pk}/download/", world.keys["buyer"], accept="application/zip")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/zip")
    assert hashlib.sha256(response.content).hexdigest() == pack.sha256
    assert any(name.endswith("manifest.json") for name in zipfile.ZipFile(io.BytesIO(response.content)).namelist())
    last = AuditEvent.objects.latest("pk")
    assert (last.verb, last.subject) == ("pack.downloaded", f"evidence.Pack:{pack.pk}")


def test_a_pack_that_is_not_ready_can_not_be_taken(world: World) -> None:
    key = world.keys["buyer"]
    asked = ask("packs/", key, {"product": world.products[0].pk, "purpose": "Later"}).json()
    assert ask(f"packs/{asked['id']}/download/", key, accept="application/zip").status_code == 404


def test_a_pack_is_for_whom_it_was_made(world: World) -> None:
    for person in ("supplier", "stranger"):
        assert ask(f"packs/{world.packs[0].pk}/", world.keys[person]).status_code == 404
    refused = ask("packs/", world.keys["stranger"], {"product": world.products[0].pk})
    assert refused.status_code == 404
