"""The business licence: taken in like any stranger's file, the newest counts, for the organisation and the operator."""

import pytest

from apps.accounts import queries
from apps.accounts.models import Licence, Organisation
from apps.accounts.services.licences import keep_licence
from apps.accounts.services.organisations import found_organisation
from apps.kernel import files
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.documents import Upload
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from apps.kernel.wall import acting_for
from tests import factories
from tests.accounts.test_organisations import someone
from tests.claims.documents import pdf, picture, protected_pdf

pytestmark = pytest.mark.django_db

IDENTITY = {"country": "CN", "legal_name": "示例显示技术有限公司", "identifiers": {"uscc": "91110000600037341L"}}


@pytest.fixture
def house() -> Organisation:
    return factories.organisation("supplier")


@pytest.fixture
def admin(house: Organisation) -> Actor:
    return factories.member(house)


def all_licences() -> list[Licence]:
    return list(Licence.objects.everything(reason="a test"))


def test_it_is_kept_as_received_and_the_newest_counts(house: Organisation, admin: Actor) -> None:
    assert queries.licence(actor=admin) is None
    first, second = pdf("Licence"), picture()
    for name, content in (("../执照\x07.pdf", first), ("photo.png", second), ("again.pdf", first)):
        keep_licence(actor=admin, organisation=house, upload=Upload(name, content))
    newest = queries.licence(actor=admin)
    assert newest is not None
    assert (newest.name, newest.content_type, files.read(newest.sha256)) == ("again.pdf", "application/pdf", first)
    assert len(all_licences()) == 2, "the same bytes are kept once"
    assert AuditEvent.objects.filter(chain=f"organisation:{house.pk}", verb="licence.kept").count() == 3


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("licence.pdf", b"", "F-EMPTY"),
        ("licence.exe", b"MZ", "F-TYPE"),
        ("licence.pdf", b"MZ not a PDF", "F-OTHER"),
        ("licence.pdf", b"%PDF-1.7 cut off", "F-DAMAGED"),
        ("licence.pdf", protected_pdf(opens_without=False), "F-ENCRYPTED"),
    ],
)
def test_what_can_not_be_taken_in_is_sent_back_and_nothing_founded(
    house: Organisation, admin: Actor, name: str, content: bytes, code: str
) -> None:
    user = someone()
    before = Organisation.objects.count()
    with pytest.raises(Refused) as refused:
        keep_licence(actor=admin, organisation=house, upload=Upload(name, content))
    assert [(one.code, one.field) for one in refused.value.problems] == [(code, "file")]
    with pytest.raises(Refused):
        found_organisation(actor=user, capacities=["supplier"], licence=Upload(name, content), **IDENTITY)
    assert (Organisation.objects.count(), all_licences()) == (before, [])


def test_an_organisation_is_founded_with_it_or_without() -> None:
    founder = someone()
    made = found_organisation(
        actor=founder, capacities=["supplier"], licence=Upload("licence.pdf", pdf("Licence")), **IDENTITY
    )
    (kept,) = all_licences()
    assert (kept.owner_id, kept.name) == (made.pk, "licence.pdf")


def test_it_is_for_its_own_administrators_and_for_the_operator_alone(house: Organisation, admin: Actor) -> None:
    keep_licence(actor=admin, organisation=house, upload=Upload("licence.pdf", pdf("Licence")))
    viewer = factories.member(house, "viewer")
    with pytest.raises(NotAllowed):
        queries.licence(actor=viewer)
    with pytest.raises(NotAllowed):
        keep_licence(actor=viewer, organisation=house, upload=Upload("other.pdf", pdf("Other")))
    stranger = factories.stranger("buyer")
    assert queries.licence(actor=stranger) is None
    with pytest.raises(NotAllowed):
        keep_licence(actor=stranger, organisation=house, upload=Upload("other.pdf", pdf("Other")))
    with pytest.raises(NotAllowed):
        queries.judged(actor=admin, slug=house.slug)
    judged = queries.judged(actor=factories.stranger("operator"), slug=house.slug)
    assert judged.licence is not None and judged.licence.name == "licence.pdf"
    with acting_for(stranger.acts_for):
        assert all_licences() == [], "the database keeps it apart as well"
