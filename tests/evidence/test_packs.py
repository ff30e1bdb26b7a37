"""Asking for packs and taking them: who may, what is refused, what is remembered."""

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import User
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Product
from apps.catalogue.services.sharing import withdraw_share
from apps.evidence import queries
from apps.evidence.jobs import Job
from apps.evidence.models import Pack, PackFile
from apps.evidence.services.building import build_pack
from apps.evidence.services.packs import download_pack, request_pack
from apps.kernel import files
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent, Outbox
from apps.kernel.outbox import Queue
from apps.kernel.problems import Refused
from tests import factories
from tests.database_roles import OWNER, as_role
from tests.evidence.stage import Stage, asked, built, home_of, partner, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Stage:
    return stage()


def packs_there_are() -> int:
    return Pack.objects.everything(reason="a test counts").count()


def refused(actor: Actor, product: Product, purpose: str = "", language: str = "en") -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        request_pack(actor=actor, product=product, purpose=purpose, language=language)
    assert packs_there_are() == 0
    return [(problem.code, problem.field) for problem in caught.value.problems]


def test_the_owner_and_a_partner_with_the_scope_may_ask(scene: Stage) -> None:
    for actor in (scene.supplier, partner(scene, "evidence")):
        pack = asked(actor, scene.product)
        assert (pack.owner_id, pack.state, pack.requested_by) == (actor.acts_for, "queued", actor.label)


def test_a_pack_that_is_asked_for_is_promised_in_the_slow_queue(scene: Stage) -> None:
    pack = asked(scene.supplier, scene.product)
    job = Outbox.objects.get(job=Job.BUILD_PACK)
    assert (job.arguments, job.queue) == ({"pack_id": pack.pk}, Queue.BULK)


def test_a_partner_without_the_scope_evidence_may_not_ask(scene: Stage) -> None:
    partner(scene, "evidence")  # somebody else holds the share that he lacks
    with pytest.raises(NotAllowed):
        asked(partner(scene, "certificate"), scene.product)
    assert packs_there_are() == 0


def test_a_stranger_may_not_ask(scene: Stage) -> None:
    partner(scene, "evidence")
    with pytest.raises(NotAllowed):
        asked(factories.stranger("integrator"), scene.product)
    assert packs_there_are() == 0


def test_a_member_without_the_verb_may_not_ask(scene: Stage) -> None:
    for viewer in (factories.member(home_of(scene.supplier), "viewer"), partner(scene, "evidence", role="viewer")):
        with pytest.raises(NotAllowed):
            asked(viewer, scene.product)
    assert packs_there_are() == 0


def test_asking_again_while_it_is_built_gives_the_same_pack(scene: Stage) -> None:
    first = asked(scene.supplier, scene.product)
    assert asked(scene.supplier, scene.product) == first
    assert asked(scene.supplier, scene.product, purpose="another") != first
    assert Outbox.objects.filter(job=Job.BUILD_PACK).count() == 2


def test_a_purpose_that_cannot_be_printed_is_refused_with_its_characters(scene: Stage) -> None:
    with pytest.raises(Refused, match="👍"):
        asked(scene.supplier, scene.product, purpose="Warranty 👍")
    assert refused(scene.supplier, scene.product, "Warranty 👍") == [("K-CHARACTERS", "purpose")]


def test_a_long_purpose_and_an_unknown_language_are_refused(scene: Stage) -> None:
    assert refused(scene.supplier, scene.product, "质" * 201) == [("K-LONG", "purpose")]
    assert refused(scene.supplier, scene.product, language="fr") == [("K-LANGUAGE", "language")]


def test_a_product_without_versions_has_nothing_to_pack(scene: Stage) -> None:
    with pytest.raises(NotAllowed):
        asked(scene.supplier, factories.product(scene.supplier))


def test_the_products_to_choose_from_are_those_a_pack_can_be_about(scene: Stage) -> None:
    factories.product(scene.supplier)
    assert list(queries.products_for_packs(actor=scene.supplier)) == [scene.product]
    assert list(queries.products_for_packs(actor=partner(scene, "evidence"))) == [scene.product]
    assert list(queries.products_for_packs(actor=partner(scene, "certificate"))) == []


def test_taking_a_pack_gives_its_bytes_and_is_remembered(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    content = download_pack(actor=actor, pack=pack)
    assert files.sha256_of(content) == pack.sha256
    (event,) = AuditEvent.objects.filter(verb="pack.downloaded")
    assert (event.actor, event.chain, event.detail["sha256"]) == (
        actor.label,
        f"organisation:{actor.acts_for}",
        pack.sha256,
    )


def test_a_pack_that_is_not_ready_cannot_be_taken(scene: Stage) -> None:
    with pytest.raises(Pack.DoesNotExist):
        download_pack(actor=scene.supplier, pack=asked(scene.supplier, scene.product))
    assert not AuditEvent.objects.filter(verb="pack.downloaded").exists()


def test_a_pack_is_its_askers_alone(scene: Stage) -> None:
    """Not even the supplier whose product it is about learns that somebody made one."""
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    assert list(queries.packs(actor=actor)) == [pack]
    for other in (scene.supplier, partner(scene, "evidence"), factories.stranger("auditor")):
        assert list(queries.packs(actor=other)) == []
        with pytest.raises(Pack.DoesNotExist):
            queries.pack(actor=other, pk=pack.pk)
        with pytest.raises(Pack.DoesNotExist):
            queries.pack_content(actor=other, pack=pack)
        with pytest.raises(NotAllowed):
            download_pack(actor=other, pack=pack)
    assert not AuditEvent.objects.filter(verb="pack.downloaded").exists()


def test_a_colleague_may_take_it_and_one_assigned_elsewhere_does_not_see_it(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    colleague = factories.member(home_of(actor), "viewer")
    assert download_pack(actor=colleague, pack=queries.pack(actor=colleague, pk=pack.pk))
    elsewhere = factories.member(home_of(actor), "support", assigned_only=True)
    assert list(queries.packs(actor=elsewhere)) == []


def test_a_pack_with_certificates_opens_only_to_who_may_see_certificates(scene: Stage) -> None:
    actor = partner(scene, "evidence", "certificate")
    pack = built(actor, scene.product)
    viewer = factories.member(home_of(actor), "viewer")
    with pytest.raises(NotAllowed):
        download_pack(actor=viewer, pack=queries.pack(actor=viewer, pk=pack.pk))
    assert not AuditEvent.objects.filter(verb="pack.downloaded").exists()
    assert download_pack(actor=actor, pack=pack)


def test_a_pack_stays_with_its_owner_when_the_share_is_withdrawn_and_no_new_one_is_made(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    (share,) = catalogue.shares_given(actor=scene.supplier, product=scene.product)
    withdraw_share(actor=scene.supplier, share=share)
    assert download_pack(actor=actor, pack=queries.pack(actor=actor, pk=pack.pk))
    with pytest.raises(Product.DoesNotExist):
        catalogue.product(actor=actor, pk=scene.product.pk)
    with pytest.raises(NotAllowed):
        asked(actor, scene.product)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_ready_pack_and_its_files_never_change(scene: Stage, act: str) -> None:
    built(partner(scene, "evidence"), scene.product)
    for model in (Pack, PackFile):
        rows = model.objects.everything(reason="a test tampers")
        with as_role(OWNER), pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            rows.update(owner_id=scene.supplier.acts_for) if act == "update" else rows.delete()


def test_the_pack_of_somebody_who_was_shut_out_is_not_made(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = asked(actor, scene.product)
    User.objects.filter(pk=actor.user_id).update(is_active=False)
    build_pack(actor=factories.SYSTEM, pack_id=pack.pk)
    pack.refresh_from_db()
    assert pack.state == "failed"
