"""Certificates, their files, claims, verifications and reliance before the cast of four."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import override_settings

from apps.accounts.models import User
from apps.catalogue.models import Version
from apps.catalogue.services import products as catalogue
from apps.catalogue.services import sharing
from apps.claims import queries, services
from apps.claims.models import Certificate, Claim, ClaimState, ClaimVersion, Verification
from apps.kernel.actor import Actor, NotAllowed, system
from apps.kernel.files import sha256_of
from apps.kernel.problems import Refused
from apps.kernel.wall import acting_as
from tests import factories
from tests.catalogue.cast import assert_refused, cast
from tests.claims.documents import pdf
from tests.factories.owners import assert_owner_is_the_parents

pytestmark = pytest.mark.django_db

SYSTEM = system(reason="a test reads what was uploaded")
NUMBER, HOLDER = "Beijing-WenXinYiYan-20230821", "北京百度网讯科技有限公司"


@pytest.fixture(autouse=True)
def _files_of_the_test(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def test_what_a_draft_names_is_behind_the_wall_until_the_claim_is_submitted() -> None:
    stage = cast()
    claim = services.begin_claim(actor=stage.owner, kind="filing")
    services.describe_claim(
        actor=stage.owner, claim=claim, number=NUMBER, kind="filing", model_name="", holder=HOLDER, province=""
    )
    services.name_versions(actor=stage.owner, claim=claim, versions=[stage.shared])
    links = ClaimVersion.objects.everything(reason="a test leaves the first two walls out").filter(claim=claim)
    with acting_as(stage.partner):
        assert not links.exists()
    services.submit_claim(actor=stage.owner, claim=claim)
    with acting_as(stage.partner):
        assert links.count() == 1


class Shown:
    """A certificate whose claim on the shared version is submitted and checked, and one draft beside it."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        factories.national_list(upto=1)
        self.cast = cast(scopes)
        self.certificate, self.claim = self.claimed(pdf(NUMBER), self.cast.shared)
        self.verification = queries.latest_verifications(actor=SYSTEM, claim_ids=[self.claim.pk])[self.claim.pk]
        self.draft = services.begin_claim(actor=self.cast.owner, kind="filing")
        services.name_versions(actor=self.cast.owner, claim=self.draft, versions=[self.cast.shared])

    def claimed(self, content: bytes, version: Version) -> tuple[Certificate, Claim]:
        owner = self.cast.owner
        certificate = services.upload_certificate(actor=owner, kind="filing", name="c.pdf", content=content)
        services.read_certificate(actor=SYSTEM, certificate_id=certificate.pk)
        claim = Claim.objects.owned_by(owner).get(certificate=certificate)
        said = {"number": NUMBER, "kind": "filing", "model_name": "", "holder": HOLDER, "province": ""}
        services.describe_claim(actor=owner, claim=claim, **said)
        services.name_versions(actor=owner, claim=claim, versions=[version])
        services.submit_claim(actor=owner, claim=claim)
        services.verify_claim(actor=SYSTEM, claim_id=claim.pk, cause="submitted")
        return certificate, Claim.objects.owned_by(owner).get(pk=claim.pk)


@pytest.fixture
def status_only() -> Shown:
    return Shown(("status",))


@pytest.fixture
def with_certificate() -> Shown:
    return Shown(("status", "certificate"))


def sees(read: Callable[[], object]) -> bool:
    """Whether the row is there for the reader; a row that is not is no different from one that never was."""
    try:
        read()
    except ObjectDoesNotExist:
        return False
    return True


def certificate_seen_by(actor: Actor, certificate: Certificate) -> bool:
    return sees(lambda: queries.certificate(actor=actor, pk=certificate.pk))


def test_a_certificate_is_opened_by_its_scope_alone(status_only: Shown, with_certificate: Shown) -> None:
    for shown, partner in ((status_only, False), (with_certificate, True)):
        assert certificate_seen_by(shown.cast.owner, shown.certificate)
        assert certificate_seen_by(shown.cast.partner, shown.certificate) is partner
        assert not certificate_seen_by(shown.cast.stranger, shown.certificate)
        assert queries.certificates(actor=shown.cast.partner).count() == int(partner)


def test_a_certificate_for_a_version_that_is_not_shared_stays_closed(with_certificate: Shown) -> None:
    certificate, claim = with_certificate.claimed(pdf("for the other version"), with_certificate.cast.unshared)
    assert not certificate_seen_by(with_certificate.cast.partner, certificate)
    assert not sees(lambda: queries.claim(actor=with_certificate.cast.partner, pk=claim.pk))


def test_a_certificate_is_closed_again_when_its_claim_is_withdrawn(with_certificate: Shown) -> None:
    stage, certificate = with_certificate.cast, with_certificate.certificate
    (file,) = queries.certificate(actor=stage.partner, pk=certificate.pk).files.all()
    services.withdraw_claim(actor=stage.owner, claim=with_certificate.claim)
    assert certificate_seen_by(stage.owner, certificate)
    assert not certificate_seen_by(stage.partner, certificate)
    assert not sees(lambda: queries.certificate_file(actor=stage.partner, pk=file.pk))


def test_a_certificate_of_a_claim_that_was_superseded_stays_open(with_certificate: Shown) -> None:
    with_certificate.claimed(pdf("the newer statement"), with_certificate.cast.shared)
    with_certificate.claim.refresh_from_db()
    assert with_certificate.claim.state == ClaimState.SUPERSEDED
    assert certificate_seen_by(with_certificate.cast.partner, with_certificate.certificate)


def test_a_paper_to_lean_on_is_never_opened_by_the_claim_that_leans_on_it(with_certificate: Shown) -> None:
    stage, holder = with_certificate.cast, "北京智谱华章科技有限公司"
    paper = factories.reliance(stage.owner, "Beijing-ChatGLM-20230821", holder).paper
    assert paper is not None
    factories.submitted_claim(stage.owner, [stage.shared], "Beijing-ChatGLM-20230821", holder)
    (file,) = queries.certificate(actor=stage.owner, pk=paper.pk).files.all()
    for actor in (stage.partner, stage.stranger):
        assert not certificate_seen_by(actor, paper)
        assert not sees(lambda actor=actor: queries.certificate_file(actor=actor, pk=file.pk))
        assert paper not in queries.certificates(actor=actor)
        assert not queries.papers(actor=actor).exists()


def test_a_certificate_of_a_draft_is_the_supplier_s_alone(with_certificate: Shown) -> None:
    owner = with_certificate.cast.owner
    certificate = services.upload_certificate(actor=owner, kind="filing", name="d.pdf", content=pdf("draft"))
    services.read_certificate(actor=SYSTEM, certificate_id=certificate.pk)
    draft = Claim.objects.owned_by(owner).get(certificate=certificate)
    services.name_versions(actor=owner, claim=draft, versions=[with_certificate.cast.shared])
    assert certificate_seen_by(owner, certificate)
    assert not certificate_seen_by(with_certificate.cast.partner, certificate)


def test_the_file_goes_with_its_certificate(status_only: Shown, with_certificate: Shown) -> None:
    for shown, partner in ((status_only, False), (with_certificate, True)):
        (file,) = queries.certificate(actor=shown.cast.owner, pk=shown.certificate.pk).files.all()
        stage = shown.cast
        for actor, expected in ((stage.owner, True), (stage.partner, partner), (stage.stranger, False)):
            assert sees(lambda actor=actor, pk=file.pk: queries.certificate_file(actor=actor, pk=pk)) is expected


def test_a_colleague_without_the_verb_opens_no_certificate(with_certificate: Shown) -> None:
    colleague = with_certificate.cast.colleague
    (file,) = queries.certificate(actor=with_certificate.cast.owner, pk=with_certificate.certificate.pk).files.all()
    reads: list[Callable[[], object]] = [
        lambda: queries.certificates(actor=colleague),
        lambda: queries.certificate(actor=colleague, pk=with_certificate.certificate.pk),
        lambda: queries.certificate_file(actor=colleague, pk=file.pk),
        lambda: queries.certificate_by_digest(actor=colleague, sha256=file.sha256),
        lambda: queries.papers(actor=colleague),
    ]
    for read in reads:
        with pytest.raises(NotAllowed):
            read()


def test_a_withdrawn_share_closes_everything_it_opened(with_certificate: Shown) -> None:
    stage = with_certificate.cast
    sharing.withdraw_share(actor=stage.owner, share=stage.share)
    assert not certificate_seen_by(stage.partner, with_certificate.certificate)
    assert not queries.claims(actor=stage.partner).exists()
    assert not queries.verifications(actor=stage.partner).exists()
    assert queries.version_statuses(actor=stage.partner, versions=[stage.shared]) == {}


def test_a_claim_is_seen_by_its_supplier_and_once_submitted_by_who_sees_a_version_of_it(status_only: Shown) -> None:
    stage = status_only.cast
    assert set(queries.claims(actor=stage.owner)) == {status_only.claim, status_only.draft}
    assert set(queries.claims(actor=stage.colleague)) == {status_only.claim, status_only.draft}
    assert list(queries.claims(actor=stage.partner)) == [status_only.claim]
    assert not queries.claims(actor=stage.stranger).exists()
    assert not queries.own_claims(actor=stage.partner).exists()
    for actor, claim in (
        (stage.partner, status_only.draft),
        (stage.stranger, status_only.claim),
        (stage.stranger, status_only.draft),
    ):
        assert not sees(lambda actor=actor, claim=claim: queries.claim(actor=actor, pk=claim.pk))
        assert not sees(lambda actor=actor, claim=claim: queries.live_status_of_claim(actor=actor, claim=claim))


def test_a_verification_is_seen_by_who_sees_its_claim(status_only: Shown) -> None:
    stage, pk = status_only.cast, status_only.verification.pk
    for actor, expected in (
        (stage.owner, True),
        (stage.colleague, True),
        (stage.partner, True),
        (stage.stranger, False),
    ):
        assert sees(lambda actor=actor: queries.verification(actor=actor, pk=pk)) is expected
        assert queries.verifications_of(actor=actor, claim=status_only.claim).exists() is expected


def test_a_version_s_status_is_for_who_sees_the_version(status_only: Shown) -> None:
    stage = status_only.cast
    assert sees(lambda: queries.version_status(actor=stage.partner, version=stage.shared))
    assert not sees(lambda: queries.version_status(actor=stage.partner, version=stage.unshared))
    assert not sees(lambda: queries.version_status(actor=stage.stranger, version=stage.shared))
    both = [stage.shared, stage.unshared]
    assert set(queries.version_statuses(actor=stage.partner, versions=both)) == {stage.shared.pk}


def test_reliance_is_its_supplier_s_alone(status_only: Shown) -> None:
    stage = status_only.cast
    services.declare_reliance(actor=stage.owner, number=NUMBER, holder="别的有限公司", valid_from=date(2026, 1, 1))
    assert [queries.reliances(actor=actor).count() for actor in (stage.owner, stage.partner, stage.stranger)] == [
        1,
        0,
        0,
    ]


def test_a_member_with_assigned_only_reads_no_paper_and_no_file_name_of_others(with_certificate: Shown) -> None:
    stage = with_certificate.cast
    limited = factories.member(stage.supplier, "compliance", assigned_only=True)
    factories.reliance(stage.owner, NUMBER, HOLDER)
    assert queries.papers(actor=stage.owner).count() == 1
    assert not queries.papers(actor=limited).exists()
    content = pdf("colleague")
    services.upload_certificate(actor=stage.owner, kind="filing", name="colleague secret.pdf", content=content)
    with pytest.raises(Refused) as refused:
        services.upload_certificate(actor=limited, kind="filing", name="x.pdf", content=content)
    (problem,) = refused.value.problems
    assert problem.code == "F-SAME"
    assert "secret" not in str(problem.message)
    assert queries.certificate_by_digest(actor=limited, sha256=sha256_of(content)) is None
    catalogue.assign_product(actor=stage.owner, product=stage.product, user=User.objects.get(pk=limited.user_id))
    assert queries.papers(actor=limited).count() == 1, "of a claim on what they are assigned to"


def test_a_member_with_assigned_only_sees_the_claims_of_assigned_products(with_certificate: Shown) -> None:
    stage = with_certificate.cast
    limited = factories.member(stage.supplier, "compliance", assigned_only=True)
    assert not queries.claims(actor=limited).exists()
    assert not certificate_seen_by(limited, with_certificate.certificate)
    person = User.objects.get(pk=limited.user_id)
    catalogue.assign_product(actor=stage.owner, product=stage.product, user=person)
    assert list(queries.claims(actor=limited)) == [with_certificate.draft, with_certificate.claim]
    assert certificate_seen_by(limited, with_certificate.certificate)
    assert queries.verifications(actor=limited).get() == with_certificate.verification


SAID: dict[str, Any] = {"number": NUMBER, "kind": "filing", "model_name": "", "holder": HOLDER, "province": ""}

# Every write on the owner's rows, by everybody who is not to do it.
WRITES: dict[str, Callable[[Shown, Actor], object]] = {
    "describe_claim": lambda s, who: services.describe_claim(actor=who, claim=s.draft, **SAID),
    "name_versions": lambda s, who: services.name_versions(actor=who, claim=s.draft, versions=[s.cast.shared]),
    "submit_claim": lambda s, who: services.submit_claim(actor=who, claim=s.draft),
    "withdraw_claim": lambda s, who: services.withdraw_claim(actor=who, claim=s.claim),
    "declare_reliance": lambda s, who: services.declare_reliance(
        actor=who, number=NUMBER, holder=HOLDER, valid_from=date(2026, 1, 1), paper=s.certificate
    ),
    "read_certificate": lambda s, who: services.read_certificate(actor=who, certificate_id=s.certificate.pk),
    "verify_claim": lambda s, who: services.verify_claim(actor=who, claim_id=s.claim.pk, cause="submitted"),
}


@pytest.mark.parametrize("who", ["partner", "stranger", "colleague"])
@pytest.mark.parametrize("write", WRITES)
def test_nobody_but_the_owner_with_the_verb_writes(with_certificate: Shown, write: str, who: str) -> None:
    actor: Actor = getattr(with_certificate.cast, who)
    assert_refused(lambda: WRITES[write](with_certificate, actor))
    states = {claim.pk: claim.state for claim in queries.claims(actor=with_certificate.cast.owner)}
    assert states == {with_certificate.claim.pk: ClaimState.SUBMITTED, with_certificate.draft.pk: ClaimState.DRAFT}


@pytest.mark.parametrize("who", ["partner", "colleague"])
def test_who_lacks_the_verb_begins_nothing_of_its_own(status_only: Shown, who: str) -> None:
    actor: Actor = getattr(status_only.cast, who)
    assert_refused(lambda: services.begin_claim(actor=actor, kind="filing"))
    assert_refused(
        lambda: services.upload_certificate(actor=actor, kind="filing", name="x.pdf", content=pdf("by whom?"))
    )
    assert_refused(lambda: services.keep_paper(actor=actor, name="x.pdf", content=pdf("by whom?")))


def test_a_partner_that_is_a_supplier_itself_claims_nothing_for_a_version_it_only_sees(status_only: Shown) -> None:
    stage = status_only.cast
    rival = factories.organisation("supplier")
    factories.share(stage.owner, stage.product, rival)
    member = factories.member(rival)
    claim = services.begin_claim(actor=member, kind="filing")
    assert_refused(lambda: services.name_versions(actor=member, claim=claim, versions=[stage.shared]))


def test_the_rows_behind_the_queries_are_narrowed_as_well(status_only: Shown) -> None:
    stranger = status_only.cast.stranger
    for model in (Claim, Certificate, Verification):
        assert not model.objects.visible_to(stranger).exists()
        assert not model.objects.owned_by(stranger).exists()


def test_what_belongs_to_a_claim_has_the_claim_s_owner(with_certificate: Shown) -> None:
    stage, other = with_certificate.cast, factories.organisation("supplier")
    assert_owner_is_the_parents(with_certificate.certificate.files.everything(reason="a test").get(), other, sha256="0")
    assert_owner_is_the_parents(ClaimVersion.objects.owned_by(stage.owner)[0], other, version=stage.unshared)
    assert_owner_is_the_parents(with_certificate.verification, other, matcher_version="0")
    assert_owner_is_the_parents(Claim.objects.owned_by(stage.owner).get(pk=with_certificate.claim.pk), other)
    reliance = factories.reliance(stage.owner, NUMBER, HOLDER)
    assert_owner_is_the_parents(reliance, other)


def test_who_is_assigned_only_sees_what_they_uploaded_and_began_themselves(status_only: Shown) -> None:
    limited = factories.member(status_only.cast.supplier, "compliance", assigned_only=True)
    colleague = factories.member(status_only.cast.supplier, "compliance", assigned_only=True)
    own = services.upload_certificate(actor=limited, kind="filing", name="o.pdf", content=pdf("own"))
    services.read_certificate(actor=SYSTEM, certificate_id=own.pk)
    begun = services.begin_claim(actor=limited, kind="filing")
    assert [one.pk for one in queries.certificates(actor=limited)] == [own.pk]
    read = Claim.objects.owned_by(status_only.cast.owner).get(certificate=own)
    assert {claim.pk for claim in queries.claims(actor=limited)} == {begun.pk, read.pk}
    assert not queries.certificates(actor=colleague).exists()
    assert not queries.claims(actor=colleague).exists()
