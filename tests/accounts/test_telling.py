"""What people are told of invitations and of their organisation's identity, and by whom they are told nothing."""

import pytest
from django.core import mail

from apps.accounts import queries
from apps.accounts.jobs import Job
from apps.accounts.models import Invitation, Organisation, User
from apps.accounts.queries import invitation_offered
from apps.accounts.services import invitations as services
from apps.accounts.services.organisations import judge_organisation
from apps.kernel.actor import Actor
from apps.kernel.models import Outbox
from apps.notify import queries as notify
from apps.notify.models import Delivery, Message
from apps.notify.services import deliver
from portal import pipelines
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Organisation:
    return factories.organisation("supplier")


@pytest.fixture
def admin(house: Organisation) -> Actor:
    return factories.member(house)


def sent(invitation: Invitation) -> str:
    """The letter of an invitation, as it goes out."""
    pipelines.mail_invitation(invitation_id=invitation.pk)
    delivery = Delivery.objects.everything(reason="a test").latest("pk")
    deliver(actor=factories.SYSTEM, delivery_id=delivery.pk)
    return str(mail.outbox[-1].body)


def link_in(letter: str) -> str:
    return next(word for word in letter.split() if "/invitations/" in word).rstrip("/").rsplit("/", 1)[-1]


def test_the_letter_brings_a_link_that_works_in_the_language_chosen(admin: Actor) -> None:
    invitation, token = services.invite(actor=admin, email="li@example.test", role="viewer", language="zh-hans")
    letter = sent(invitation)
    assert link_in(letter) == token
    assert invitation.owner.legal_name in letter
    assert mail.outbox[-1].to == ["li@example.test"]


def test_a_renewed_invitation_is_another_letter_with_the_new_link(admin: Actor) -> None:
    invitation, first = services.invite(actor=admin, email="li@example.test", role="viewer")
    sent(invitation)
    renewed, second = services.renew_invitation(actor=admin, invitation=invitation)
    assert link_in(sent(renewed)) == second != first
    assert invitation_offered(token=second) is not None
    assert len(mail.outbox) == 2


def test_told_twice_is_told_once(admin: Actor) -> None:
    invitation, _ = services.invite(actor=admin, email="li@example.test", role="viewer")
    for _ in range(2):
        pipelines.mail_invitation(invitation_id=invitation.pk)
    letters = notify.deliveries_to_addresses(actor=admin, dedupe_keys=[queries.letter_of(invitation)])
    assert len(letters) == Delivery.objects.everything(reason="a test").count() == 1


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_who_invited_is_told_of_the_answer_and_nobody_elsewhere(admin: Actor, answer: str) -> None:
    stranger = factories.stranger()
    invitation, token = services.invite(actor=admin, email="li@example.test", role="viewer")
    if answer == "accepted":
        person = User.objects.create_user("li@example.test", factories.PASSWORD, name="Li")
        services.accept_invitation(actor=queries.actor_of_person(user_id=person.pk), token=token)
    else:
        services.decline_invitation(actor=factories.SYSTEM, token=token)
    pipelines.tell_answer(invitation_id=invitation.pk)
    told = Message.objects.everything(reason="a test").filter(kind=f"invitation_{answer}")
    assert [message.user_id for message in told] == [admin.user_id]
    assert stranger.user_id not in [message.user_id for message in Message.objects.everything(reason="a test")]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("verified", "identity_checked"),
        ("suspended", "organisation_suspended"),
        ("unverified", "organisation_unchecked"),
    ],
)
def test_an_organisation_is_told_what_the_operator_says_of_it(
    house: Organisation, admin: Actor, state: str, kind: str
) -> None:
    judge_organisation(actor=factories.SYSTEM, organisation=house, state=state, reason="Looked up.")
    pipelines.tell_judgement(organisation_id=house.pk)
    assert [m.kind for m in notify.messages(actor=admin)] == [kind]


def test_administrators_are_told_of_a_key_and_who_made_it(admin: Actor) -> None:
    factories.api_key(admin, ["lists:read"], name="till")
    promised = Outbox.objects.get(job=Job.TELL_KEY)
    for _ in range(2):
        pipelines.tell_key(**promised.arguments)
    (message,) = notify.messages(actor=admin)
    assert message.kind == "key_created"
    assert message.params["key"].startswith("till (hefu_live_")
    assert message.params["person"] == User.objects.get(pk=admin.user_id or 0).name
