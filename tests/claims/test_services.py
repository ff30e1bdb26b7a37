"""The life of a certificate and of a claim, from the file to what is submitted, withdrawn and leant on."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from apps.claims import queries, services
from apps.claims.jobs import Job
from apps.claims.models import Certificate, Claim, ClaimState, Reliance
from apps.kernel import files
from apps.kernel.actor import Actor, NotAllowed, system
from apps.kernel.models import AuditEvent, Outbox
from apps.kernel.problems import Refused
from apps.kernel.sandbox import SandboxFailed
from tests import factories
from tests.catalogue.cast import Cast, assert_refused, cast
from tests.claims.documents import pdf, picture, protected_pdf

pytestmark = pytest.mark.django_db

NUMBER, HOLDER = "Beijing-WenXinYiYan-20230821", "北京百度网讯科技有限公司"
SYSTEM = system(reason="a test reads what was uploaded")


@pytest.fixture(autouse=True)
def _files_of_the_test(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


@pytest.fixture
def stage() -> Cast:
    return cast()


def uploaded(actor: Actor, content: bytes, name: str = "凭证.pdf", kind: str = "filing") -> Certificate:
    return services.upload_certificate(actor=actor, kind=kind, name=name, content=content)


def read(certificate: Certificate) -> tuple[Certificate, Claim]:
    certificate = services.read_certificate(actor=SYSTEM, certificate_id=certificate.pk)
    return certificate, Claim.objects.everything(reason="a test").get(certificate=certificate)


def jobs(job: Job) -> list[dict[str, int]]:
    return list(Outbox.objects.filter(job=job).values_list("arguments", flat=True))


def drafted(stage: Cast, **changes: str) -> Claim:
    claim = services.begin_claim(actor=stage.owner, kind="filing")
    said = {"number": NUMBER, "kind": "filing", "model_name": "", "holder": HOLDER, "province": "", **changes}
    return services.describe_claim(actor=stage.owner, claim=claim, **said)


def submitted(stage: Cast) -> Claim:
    claim = drafted(stage)
    services.name_versions(actor=stage.owner, claim=claim, versions=[stage.shared])
    return services.submit_claim(actor=stage.owner, claim=claim)


def test_a_file_is_kept_as_received_and_its_reading_promised(stage: Cast) -> None:
    content = pdf(f"Filing number: {NUMBER}")
    certificate = uploaded(stage.owner, content)
    (file,) = queries.certificate(actor=stage.owner, pk=certificate.pk).files.all()
    assert (file.name, file.content_type, file.size) == ("凭证.pdf", "application/pdf", len(content))
    assert files.read(file.sha256) == content
    assert jobs(Job.READ_CERTIFICATE) == [{"certificate_id": certificate.pk}]
    assert queries.certificate_by_digest(actor=stage.owner, sha256=file.sha256) == certificate
    event = AuditEvent.objects.get(verb="certificate.uploaded")
    assert (event.chain, event.detail["sha256"]) == (f"organisation:{stage.supplier.pk}", file.sha256)


def test_the_same_file_is_taken_once_by_each_supplier(stage: Cast) -> None:
    content = pdf("once")
    uploaded(stage.owner, content)
    with pytest.raises(Refused, match=r"凭证\.pdf") as refused:
        uploaded(stage.owner, content, name="another name.pdf")
    assert refused.value.problems[0].code == "F-SAME"
    assert Certificate.objects.owned_by(stage.owner).count() == 1
    assert uploaded(stage.stranger, content).owner_id == stage.stranger.organisation_id
    assert queries.certificate_by_digest(actor=stage.partner, sha256=files.sha256_of(content)) is None


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b""), ("a.pdf", b"<html>"), ("a.pdf", protected_pdf(opens_without=False)), ("a.doc", b"x")],
)
def test_of_a_file_that_is_sent_back_nothing_is_kept(stage: Cast, name: str, content: bytes) -> None:
    assert_refused(lambda: uploaded(stage.owner, content, name=name), Refused)
    assert_refused(lambda: uploaded(stage.owner, pdf("x"), kind="licence"), Refused)


def test_a_paper_is_kept_as_it_came_with_nothing_to_read_and_nothing_to_claim(stage: Cast) -> None:
    content = pdf("agreement on the use of a model")
    paper = services.keep_paper(actor=stage.owner, name="协议.pdf", content=content)
    assert (paper.title, paper.state, paper.owner_id) == ("协议.pdf", "read", stage.supplier.pk)
    (file,) = queries.certificate(actor=stage.owner, pk=paper.pk).files.all()
    assert (file.name, files.read(file.sha256)) == ("协议.pdf", content)
    assert jobs(Job.READ_CERTIFICATE) == []
    assert not queries.own_claims(actor=stage.owner).exists()
    event = AuditEvent.objects.get(verb="paper.kept")
    assert (event.subject, event.chain) == (f"claims.Certificate:{paper.pk}", f"organisation:{stage.supplier.pk}")
    read_again = services.read_certificate(actor=SYSTEM, certificate_id=paper.pk)
    assert (read_again, queries.own_claims(actor=stage.owner).exists()) == (paper, False)


def test_the_same_paper_again_is_the_one_that_is_there(stage: Cast) -> None:
    content = pdf("agreement")
    first = services.keep_paper(actor=stage.owner, name="a.pdf", content=content)
    assert services.keep_paper(actor=stage.owner, name="b.pdf", content=content) == first
    of_a_claim = pdf("certificate")
    certificate = uploaded(stage.owner, of_a_claim)
    assert services.keep_paper(actor=stage.owner, name="c.pdf", content=of_a_claim) == certificate
    assert Certificate.objects.owned_by(stage.owner).count() == 2
    with pytest.raises(Refused, match=r"a\.pdf"):
        uploaded(stage.owner, content)
    assert services.keep_paper(actor=stage.stranger, name="a.pdf", content=content) != first


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b""), ("a.pdf", b"<html>"), ("a.pdf", protected_pdf(opens_without=False)), ("a.doc", b"x")],
)
def test_a_paper_is_looked_at_as_every_document_is(stage: Cast, name: str, content: bytes) -> None:
    assert_refused(lambda: services.keep_paper(actor=stage.owner, name=name, content=content), Refused)


def test_the_number_of_a_pdf_is_proposed_in_a_draft(stage: Cast) -> None:
    certificate, claim = read(uploaded(stage.owner, pdf(f"Filing number: {NUMBER}\nFiling entity: Example Ltd.")))
    assert (certificate.state, certificate.numbers_read) == ("read", [NUMBER])
    assert (claim.number, claim.kind, claim.holder, claim.state) == (NUMBER, "filing", "Example Ltd.", "draft")
    assert claim.owner_id == stage.supplier.pk


def test_the_kind_of_the_draft_is_that_of_the_number_that_was_read(stage: Cast) -> None:
    _certificate, claim = read(uploaded(stage.owner, pdf("Shanghai-XiKeLiZi-20250818S0104")))
    assert claim.kind == "registration"


def test_nothing_is_filled_in_that_the_file_does_not_say(stage: Cast) -> None:
    factories.national_list(upto=1)
    _certificate, claim = read(uploaded(stage.owner, pdf(NUMBER)))
    assert (claim.holder, claim.model_name, claim.province) == ("", "", "")


def test_of_a_picture_the_number_is_typed(stage: Cast) -> None:
    certificate, claim = read(uploaded(stage.owner, picture("JPEG"), name="photo.jpg", kind="registration"))
    assert (certificate.state, certificate.numbers_read, claim.number, claim.kind) == ("read", [], "", "registration")


def test_a_file_that_can_not_be_read_is_kept_and_its_number_typed(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: bytes) -> str:
        raise SandboxFailed("it took too long")

    monkeypatch.setattr(services, "text_of", fail)
    content = pdf(NUMBER)
    certificate, claim = read(uploaded(stage.owner, content))
    assert (certificate.state, claim.number, claim.state) == ("unreadable", "", "draft")
    assert files.read(files.sha256_of(content)) == content


def test_a_certificate_is_read_once(stage: Cast) -> None:
    certificate = uploaded(stage.owner, pdf(NUMBER))
    read(certificate)
    read(certificate)
    assert Claim.objects.owned_by(stage.owner).count() == 1


def test_a_draft_is_described_as_often_as_the_supplier_likes(stage: Cast) -> None:
    claim = drafted(stage)
    services.describe_claim(
        actor=stage.owner,
        claim=claim,
        number="beijing-wenxinyiyan-20230821",
        kind="filing",
        model_name="文心一言",
        holder=HOLDER,
        province="北京",
    )
    claim.refresh_from_db()
    assert (claim.number, claim.number_key) == ("beijing-wenxinyiyan-20230821", "beijing-wenxinyiyan-20230821")


def test_a_number_of_another_kind_is_not_taken_and_the_draft_stays_as_it_was(stage: Cast) -> None:
    claim = drafted(stage)
    with pytest.raises(Refused, match="ICP"):
        drafted(stage, number="京ICP备12345678号")
    claim.refresh_from_db()
    assert claim.number == NUMBER


def test_an_odd_number_is_taken_where_the_list_has_it(stage: Cast) -> None:
    factories.national_list(upto=8)
    assert drafted(stage, number="Jiangsu-SiWeiXiangLiangZhiSuanYun-").number_key


def test_submitting_promises_the_check_in_the_same_transaction(stage: Cast) -> None:
    claim = submitted(stage)
    assert (claim.state, claim.submitted_at is not None) == (ClaimState.SUBMITTED, True)
    assert jobs(Job.VERIFY_CLAIM) == [{"claim_id": claim.pk}]
    assert queries.named_versions(actor=stage.owner, claims=[claim]) == {claim.pk: [stage.shared]}


def test_a_claim_without_number_or_version_is_not_submitted(stage: Cast) -> None:
    empty = services.begin_claim(actor=stage.owner, kind="filing")
    assert_refused(lambda: services.submit_claim(actor=stage.owner, claim=empty), Refused)
    claim = drafted(stage)
    assert_refused(lambda: services.submit_claim(actor=stage.owner, claim=claim), Refused)
    assert_refused(lambda: services.name_versions(actor=stage.owner, claim=claim, versions=[]), Refused)


def test_naming_versions_again_replaces_those_named_before(stage: Cast) -> None:
    claim = drafted(stage)
    services.name_versions(actor=stage.owner, claim=claim, versions=[stage.shared, stage.unshared])
    services.name_versions(actor=stage.owner, claim=claim, versions=[stage.unshared])
    assert queries.named_versions(actor=stage.owner, claims=[claim])[claim.pk] == [stage.unshared]


def test_a_claim_names_versions_of_its_own_supplier_only(stage: Cast) -> None:
    claim = drafted(stage)
    foreign = factories.version(stage.stranger, factories.product(stage.stranger))
    assert_refused(
        lambda: services.name_versions(actor=stage.owner, claim=claim, versions=[stage.shared, foreign]), NotAllowed
    )


def test_what_was_submitted_is_not_changed_any_more(stage: Cast) -> None:
    claim = submitted(stage)
    changes = {"number": NUMBER, "kind": "filing", "model_name": "", "holder": "别的有限公司", "province": ""}
    assert_refused(lambda: services.describe_claim(actor=stage.owner, claim=claim, **changes), Refused)
    assert_refused(lambda: services.name_versions(actor=stage.owner, claim=claim, versions=[stage.unshared]), Refused)
    assert_refused(lambda: services.submit_claim(actor=stage.owner, claim=claim), Refused)


def test_a_claim_is_withdrawn_once_and_only_when_submitted(stage: Cast) -> None:
    draft = drafted(stage)
    assert_refused(lambda: services.withdraw_claim(actor=stage.owner, claim=draft), Refused)
    claim = submitted(stage)
    assert services.withdraw_claim(actor=stage.owner, claim=claim).state == ClaimState.WITHDRAWN
    assert_refused(lambda: services.withdraw_claim(actor=stage.owner, claim=claim), Refused)


def test_the_same_number_for_the_same_versions_replaces_the_older_claim_and_nothing_else_does(stage: Cast) -> None:
    first = submitted(stage)
    wider = drafted(stage)
    services.name_versions(actor=stage.owner, claim=wider, versions=[stage.shared, stage.unshared])
    services.submit_claim(actor=stage.owner, claim=wider)
    other = drafted(stage, number="Beijing-ChatGLM-20230821")
    services.name_versions(actor=stage.owner, claim=other, versions=[stage.shared])
    services.submit_claim(actor=stage.owner, claim=other)
    first.refresh_from_db()
    assert first.state == ClaimState.SUBMITTED
    second = submitted(stage)
    states = {claim.pk: claim.state for claim in queries.own_claims(actor=stage.owner)}
    assert states == {
        first.pk: ClaimState.SUPERSEDED,
        wider.pk: ClaimState.SUBMITTED,
        other.pk: ClaimState.SUBMITTED,
        second.pk: ClaimState.SUBMITTED,
    }


def test_another_supplier_s_claim_is_never_replaced(stage: Cast) -> None:
    version = factories.version(stage.stranger, factories.product(stage.stranger))
    theirs = factories.submitted_claim(stage.stranger, [version], NUMBER, HOLDER, verify=False)
    submitted(stage)
    theirs.refresh_from_db()
    assert theirs.state == ClaimState.SUBMITTED


def test_a_reliance_is_declared_with_a_paper_of_one_s_own(stage: Cast) -> None:
    paper = uploaded(stage.owner, pdf("agreement"))
    said = {"number": "Beijing-ChatGLM-20230821", "holder": "北京智谱华章科技有限公司", "valid_from": date(2026, 1, 1)}
    reliance = services.declare_reliance(actor=stage.owner, paper=paper, **said)
    assert list(queries.reliances(actor=stage.owner)) == [reliance]
    assert_refused(lambda: services.declare_reliance(actor=stage.stranger, paper=paper, **said), NotAllowed)
    assert not queries.reliances(actor=stage.stranger).exists()
    assert_refused(lambda: services.declare_reliance(actor=stage.owner, valid_until=date(2025, 1, 1), **said), Refused)
    assert Reliance.objects.owned_by(stage.owner).count() == 1


def test_what_happens_to_a_claim_is_written_down_in_its_supplier_s_chain(stage: Cast) -> None:
    claim = submitted(stage)
    services.withdraw_claim(actor=stage.owner, claim=claim)
    verbs = AuditEvent.objects.filter(subject=f"claims.Claim:{claim.pk}").values_list("verb", "chain")
    chain = f"organisation:{stage.supplier.pk}"
    assert list(verbs) == [
        (verb, chain)
        for verb in ("claim.begun", "claim.described", "claim.versions_named", "claim.submitted", "claim.withdrawn")
    ]


def test_the_same_file_sent_twice_at_once_is_kept_once(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the question whether it is there and the row that says so, the other upload got in first."""
    content = pdf("twice at once")
    original = services.require_readable

    def slow(given: bytes, kind: files.FileType) -> None:
        monkeypatch.setattr(services, "require_readable", original)
        uploaded(stage.owner, content, name="first.pdf")

    monkeypatch.setattr(services, "require_readable", slow)
    with pytest.raises(Refused) as refused:
        uploaded(stage.owner, content, name="second.pdf")
    assert refused.value.problems[0].code == "F-SAME"


def test_the_same_paper_sent_twice_at_once_is_kept_once(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    content = pdf("twice at once")
    original = services.require_readable
    kept: list[Certificate] = []

    def slow(given: bytes, kind: files.FileType) -> None:
        monkeypatch.setattr(services, "require_readable", original)
        kept.append(services.keep_paper(actor=stage.owner, name="first.pdf", content=content))

    monkeypatch.setattr(services, "require_readable", slow)
    assert [services.keep_paper(actor=stage.owner, name="second.pdf", content=content)] == kept
    assert Certificate.objects.owned_by(stage.owner).count() == 1
