"""Building packs: what goes in, for whom, once, and what people are told where it can't be."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts import queries as accounts
from apps.accounts.models import ApiKey, Membership
from apps.catalogue import queries as catalogue
from apps.catalogue.services import sharing
from apps.claims import services as claims
from apps.evidence import members, render
from apps.evidence.archive import check_pack, pack_bytes
from apps.evidence.assembly import asker, gather
from apps.evidence.models import Pack
from apps.evidence.queries import pack_content
from apps.evidence.services import building
from apps.evidence.services.building import build_pack
from apps.kernel import files
from apps.kernel.models import AuditEvent
from tests import factories
from tests.evidence.stage import HOLDER, NUMBER, UNLISTED, Stage, asked, built, home_of, partner, stage
from tests.factories.owners import assert_owner_is_the_parents

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Stage:
    return stage()


def unpacked(pack: Pack) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(files.read(pack.sha256)))
    return {name: archive.read(name) for name in archive.namelist()}


def said(pack: Pack, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unpacked(pack)[path])
    return found


def failure_of(pack: Pack) -> str:
    build_pack(actor=factories.SYSTEM, pack_id=pack.pk)
    pack.refresh_from_db()
    assert (pack.state, pack.sha256, pack.files.everything(reason="a test counts").count()) == ("failed", "", 0)
    return pack.failure


def test_a_pack_holds_what_its_receiver_needs(scene: Stage) -> None:
    pack = built(partner(scene, "evidence", "certificate"), scene.product)
    digest = files.sha256_of(scene.certificate)
    assert set(unpacked(pack)) == {
        "manifest.json",
        "manifest.sha256",
        "00-summary.pdf",
        "versions.json",
        "verifications.json",
        "list/rows.csv",
        "list/rows.json",
        "list/editions.json",
        f"certificates/01-{digest[:12]}.png",
        "verify.py",
        "VERIFY.txt",
    }
    assert unpacked(pack)[f"certificates/01-{digest[:12]}.png"] == scene.certificate
    assert (said(pack, "manifest.json")["state"], pack.partial) == ("complete", False)


def test_what_was_withdrawn_is_in_no_new_pack(scene: Stage) -> None:
    actor = partner(scene, "evidence", "certificate")
    claims.withdraw_claim(actor=scene.supplier, claim=scene.claim)
    for asker_of_it in (actor, scene.supplier):
        pack = built(asker_of_it, scene.product)
        assert said(pack, "verifications.json")["claims"] == []
        assert not [path for path in unpacked(pack) if path.startswith("certificates/")]


def test_a_built_pack_holds_by_the_verifier(scene: Stage, tmp_path: Path) -> None:
    file = tmp_path / "pack.zip"
    pack = built(partner(scene, "evidence"), scene.product)
    file.write_bytes(files.read(pack.sha256))
    report = check_pack(file)
    assert (report.state, report.files) == ("holds", len(unpacked(pack)))
    assert pack.size == file.stat().st_size


def test_its_facts_are_those_of_the_portal(scene: Stage) -> None:
    pack = built(partner(scene, "evidence"), scene.product)
    first, second = said(pack, "versions.json")["versions"]
    assert (first["ai_software"], first["status"]["match"]["code"]) == ("1.8.0", "match")
    assert (first["status"]["number"], first["status"]["standing"]["code"]) == (NUMBER, "not_shown")
    assert (second["ai_software"], second["status"]["coverage"]["code"]) == ("1.9.0", "not_assessed")
    checked = said(pack, "verifications.json")
    assert [claim["number"] for claim in checked["claims"]] == [NUMBER]
    (verification,) = checked["verifications"]
    assert [reason["code"] for reason in verification["reasons"]] == ["R-NUM-EXACT", "R-ENT-EXACT"]
    (row,) = said(pack, "list/rows.json")["rows"]
    assert (row["reference"], row["number"], row["holder"]) == (verification["row"], NUMBER, HOLDER)
    assert row["cells"]
    editions = said(pack, "list/editions.json")["editions"]
    assert [(one["number"], one["bundled"]) for one in editions] == [(1, True), (2, True)]
    assert all(file["sha256"] for one in editions for file in one["files"])


def test_two_builds_of_the_same_facts_are_the_same_bytes(scene: Stage) -> None:
    actor = partner(scene, "evidence", "certificate")
    pack = asked(actor, scene.product)
    made_at = timezone.now()
    first = members.pack_members(gather(actor=actor, pack=pack, made_at=made_at))[0]
    again = members.pack_members(gather(actor=actor, pack=pack, made_at=made_at))[0]
    assert pack_bytes(first) == pack_bytes(again)


def test_building_twice_changes_nothing(scene: Stage) -> None:
    pack = built(partner(scene, "evidence"), scene.product)
    events = AuditEvent.objects.count()
    before = Pack.objects.everything(reason="a test compares").values().get(pk=pack.pk)
    build_pack(actor=factories.SYSTEM, pack_id=pack.pk)
    assert Pack.objects.everything(reason="a test compares").values().get(pk=pack.pk) == before
    assert AuditEvent.objects.count() == events


def test_the_number_of_queries_does_not_grow_with_the_claims(scene: Stage, django_assert_max_num_queries: Any) -> None:
    actor = partner(scene, "evidence", "certificate")
    pack = Pack.objects.visible_to(actor).select_related("owner").get(pk=asked(actor, scene.product).pk)
    with django_assert_max_num_queries(27) as one:
        gather(actor=actor, pack=pack, made_at=timezone.now())
    for number in range(3):
        version = factories.version(scene.supplier, scene.product, ai_software=f"2.{number}.0")
        factories.submitted_claim(scene.supplier, [version], NUMBER, HOLDER)
    with django_assert_max_num_queries(len(one)):
        gather(actor=actor, pack=pack, made_at=timezone.now())


def test_without_the_scope_certificate_nothing_of_a_certificate_gets_out(scene: Stage) -> None:
    pack = built(partner(scene, "evidence"), scene.product)
    digest = files.sha256_of(scene.certificate)
    everything = b"".join(unpacked(pack).values()) + "".join(unpacked(pack)).encode()
    for secret in (
        scene.certificate[8:40],
        digest.encode(),
        digest[:12].encode(),
        "备案凭证".encode(),
        b"certificates/0",
    ):
        assert secret not in everything
    (omission,) = said(pack, "manifest.json")["omissions"]
    assert omission["code"] == "certificate"
    assert "does not open certificates" in omission["reason"]["en"]
    assert pack.partial


def test_a_role_without_certificates_gets_none(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = partner(scene, "evidence", "certificate")
    blind = type(actor)(
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        permissions=actor.permissions - {"certificate.see"},
        label=actor.label,
    )
    gathered = gather(actor=blind, pack=asked(actor, scene.product), made_at=timezone.now())
    assert gathered.facts.certificates == ()
    assert "role" in gathered.facts.omissions[0].reason.en


def test_versions_that_are_not_shared_stay_out(scene: Stage) -> None:
    organisation = factories.organisation("integrator")
    factories.share(scene.supplier, scene.product, organisation, ("status", "evidence"), [scene.versions[1]])
    pack = built(factories.member(organisation), scene.product)
    assert [one["ai_software"] for one in said(pack, "versions.json")["versions"]] == ["1.9.0"]
    assert said(pack, "verifications.json")["claims"] == []
    assert NUMBER.encode() not in b"".join(unpacked(pack).values())


def test_a_draft_stays_out_of_the_suppliers_own_pack(scene: Stage) -> None:
    claims.begin_claim(actor=scene.supplier, kind="filing")
    pack = built(scene.supplier, scene.product)
    assert [one["state"]["code"] for one in said(pack, "verifications.json")["claims"]] == ["submitted"]


def test_another_product_of_the_same_claim_is_not_named(scene: Stage) -> None:
    other = factories.version(scene.supplier, factories.product(scene.supplier), hardware="SECRET-HW")
    factories.submitted_claim(scene.supplier, [other, scene.versions[1]], NUMBER, HOLDER)
    pack = built(scene.supplier, scene.product)
    assert b"SECRET-HW" not in b"".join(unpacked(pack).values())


def test_a_number_that_is_not_listed_says_where_to_look(scene: Stage) -> None:
    factories.submitted_claim(scene.supplier, [scene.versions[1]], UNLISTED, HOLDER)
    pack = built(partner(scene, "evidence", "certificate"), scene.product)
    (omission,) = said(pack, "manifest.json")["omissions"]
    assert omission["code"] == "list"
    assert "V-" in omission["what"]["en"]


def test_a_claim_without_a_document_leaves_nothing_out(scene: Stage) -> None:
    product = factories.product(scene.supplier)
    version = factories.version(scene.supplier, product)
    factories.submitted_claim(scene.supplier, [version], NUMBER, HOLDER)
    assert not built(scene.supplier, product).partial


def test_a_share_that_ended_before_the_pack_was_built_opens_nothing(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = asked(actor, scene.product)
    (share,) = catalogue.shares_given(actor=scene.supplier, product=scene.product)
    sharing.withdraw_share(actor=scene.supplier, share=share)
    assert failure_of(pack) == "not-open"


def test_who_left_gets_no_pack(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = asked(actor, scene.product)
    Membership.objects.filter(user_id=actor.user_id or 0).delete()
    assert failure_of(pack) == "asker-left"


def test_who_may_no_longer_build_gets_no_pack(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = asked(actor, scene.product)
    Membership.objects.filter(user_id=actor.user_id or 0).update(role="viewer")
    assert failure_of(pack) == "asker-left"


def test_a_key_asks_until_it_is_revoked(scene: Stage) -> None:
    person = partner(scene, "evidence", "certificate")
    key = accounts.presented_key(factories.api_key(person))
    assert key is not None
    machine = accounts.actor_of_key(key)
    assert not built(machine, scene.product).partial
    waiting = asked(machine, scene.product, purpose="another")
    assert asker(waiting) == machine
    ApiKey.rows.filter(pk=key.pk).update(revoked_at=timezone.now())
    assert failure_of(waiting) == "asker-left"


def test_a_name_that_cannot_be_printed_is_said_and_not_boxed(scene: Stage) -> None:
    product = factories.product(scene.supplier, name_zh="终端👍")
    factories.version(scene.supplier, product)
    assert failure_of(asked(scene.supplier, product)) == "characters:👍"


def test_a_document_that_changed_in_the_store_is_never_packed(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = asked(partner(scene, "evidence", "certificate"), scene.product)

    def spoilt(sha256: str) -> bytes:
        raise ValueError(sha256)

    monkeypatch.setattr("apps.evidence.assembly.files.read", spoilt)
    assert failure_of(pack) == "original"


def test_documents_too_many_for_a_pack_are_refused(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "LARGEST_PACK", 1000)
    assert failure_of(asked(scene.supplier, scene.product)) == "too-large"


def test_a_machine_that_cannot_print_builds_the_rest(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "WHY_NOT", "cannot load library 'pango'")
    pack = built(partner(scene, "evidence", "certificate"), scene.product)
    assert "00-summary.pdf" not in unpacked(pack)
    assert [one["code"] for one in said(pack, "manifest.json")["omissions"]] == ["summary"]


def test_another_error_leaves_the_pack_waiting_to_be_tried_again(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = asked(scene.supplier, scene.product)

    def broken(*_: object) -> bytes:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(render, "summary", broken)
    with pytest.raises(RuntimeError):
        build_pack(actor=factories.SYSTEM, pack_id=pack.pk)
    pack.refresh_from_db()
    assert (pack.state, pack.ready_at) == ("queued", None)


def test_what_happened_is_kept_in_the_audit(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    chain = AuditEvent.objects.filter(chain=f"organisation:{actor.acts_for}", subject=f"evidence.Pack:{pack.pk}")
    assert [(event.verb, event.actor) for event in chain] == [("pack.requested", actor.label), ("pack.built", "system")]
    assert chain[1].detail["sha256"] == pack.sha256


def test_every_member_is_kept_with_its_digest(scene: Stage) -> None:
    actor = partner(scene, "evidence", "certificate")
    pack = built(actor, scene.product)
    content = pack_content(actor=actor, pack=pack)
    assert {one.path: (one.sha256, one.size) for one in content.members} == {
        path: (files.sha256_of(content), len(content)) for path, content in unpacked(pack).items()
    }
    assert content.manifest_sha256 == files.sha256_of(unpacked(pack)["manifest.json"])
    assert all(one.title.en and one.title.zh for one in content.members)


def test_the_time_it_says_is_the_time_that_was_stored(scene: Stage) -> None:
    pack = built(scene.supplier, scene.product)
    assert pack.ready_at is not None
    assert said(pack, "manifest.json")["pack"]["made_at"] == pack.ready_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_member_of_a_pack_has_the_pack_s_owner(scene: Stage) -> None:
    pack = built(partner(scene, "evidence"), scene.product)
    file = pack.files.everything(reason="a test")[0]
    assert_owner_is_the_parents(file, home_of(scene.supplier), path="another.json")


def test_what_a_pack_says_is_gathered_behind_the_wall_of_who_asked(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []

    def watched(**said: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('hefu.organisation', true)")
            told.append(cursor.fetchone())
        return gather(**said)

    monkeypatch.setattr(building, "gather", watched)
    actor = partner(scene, "evidence")
    built(actor, scene.product)
    assert told == [("hefu_app", str(actor.organisation_id))]
