"""Invitations: who makes them, what the link opens, and what each answer does."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts import addresses, queries
from apps.accounts.models import Invitation, Membership, Organisation, User
from apps.accounts.queries import invitation_offered, invitation_state
from apps.accounts.services import invitations as services
from apps.accounts.services.organisations import judge_organisation
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent, Outbox
from apps.kernel.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Organisation:
    return factories.organisation("supplier")


@pytest.fixture
def admin(house: Organisation) -> Actor:
    return factories.member(house)


def someone() -> Actor:
    """A signed-in person without an organisation."""
    serial = User.objects.count()
    user = User.objects.create_user(f"new{serial}@example.test", factories.PASSWORD, name="New")
    return queries.actor_of_person(user_id=user.pk)


def code(raised: pytest.ExceptionInfo[Refused]) -> str:
    return raised.value.problems[0].code


def test_a_colleague_who_accepts_is_a_member_with_the_role_of_the_invitation(house: Organisation, admin: Actor) -> None:
    _, token = services.invite(actor=admin, email="li@example.test", role="compliance", assigned_only=True)
    new = someone()
    services.accept_invitation(actor=new, token=token)
    membership = Membership.objects.get(user_id=new.user_id)
    assert (membership.organisation_id, membership.role, membership.assigned_only) == (house.pk, "compliance", True)
    invitation = Invitation.objects.owned_by(admin).get()
    assert (invitation.accepted_by_id, invitation_state(invitation)) == (new.user_id, "accepted")


def test_a_person_of_another_organisation_who_accepts_is_a_member_of_both(admin: Actor) -> None:
    other = factories.stranger()
    _, token = services.invite(actor=admin, name="Li", role="viewer")
    services.accept_invitation(actor=queries.actor_of_person(user_id=other.user_id or 0), token=token)
    assert {m.organisation_id for m in queries.memberships(user_id=other.user_id or 0)} == {
        other.organisation_id,
        admin.organisation_id,
    }


def test_of_a_token_the_digest_alone_is_kept(admin: Actor) -> None:
    invitation, token = services.invite(actor=admin, email="li@example.test", role="viewer")
    assert len(token) >= 43
    kept = [str(v) for v in Invitation.objects.owned_by(admin).values().get().values()]
    assert not [value for value in kept if token in value]
    assert not [row for row in Outbox.objects.all() if token in str(row.arguments)]
    assert not [event for event in AuditEvent.objects.all() if token in str(event.detail)]
    assert services.token_digest(token) == invitation.sha256


@pytest.mark.parametrize("role", ["compliance", "procurement", "support", "viewer"])
def test_only_administrators_invite(house: Organisation, role: str) -> None:
    with pytest.raises(NotAllowed):
        services.invite(actor=factories.member(house, role), email="li@example.test")


def test_another_organisation_neither_sees_nor_touches_an_invitation(admin: Actor) -> None:
    invitation, _ = services.invite(actor=admin, email="li@example.test", role="viewer")
    stranger = factories.stranger()
    assert not queries.invitations(actor=stranger).exists()
    for service in (services.renew_invitation, services.withdraw_invitation):
        with pytest.raises(NotAllowed):
            service(actor=stranger, invitation=invitation)


def test_a_link_is_used_once(admin: Actor) -> None:
    _, token = services.invite(actor=admin, name="Li", role="viewer")
    services.accept_invitation(actor=someone(), token=token)
    for answer in (services.accept_invitation, services.decline_invitation):
        with pytest.raises(Refused) as raised:
            answer(actor=someone(), token=token)
        assert code(raised) == "I-ANSWERED"


def test_a_link_that_has_expired_opens_nothing(admin: Actor) -> None:
    invitation, token = services.invite(actor=admin, name="Li", role="viewer")
    Invitation.objects.owned_by(admin).update(expires_at=timezone.now())
    with pytest.raises(Refused) as raised:
        services.accept_invitation(actor=someone(), token=token)
    assert code(raised) == "I-EXPIRED"
    invitation.refresh_from_db()
    assert invitation_state(invitation) == "expired"


def test_a_link_taken_back_opens_nothing(admin: Actor) -> None:
    invitation, token = services.invite(actor=admin, name="Li", role="viewer")
    services.withdraw_invitation(actor=admin, invitation=invitation)
    with pytest.raises(Refused) as raised:
        services.accept_invitation(actor=someone(), token=token)
    assert code(raised) == "I-WITHDRAWN"


def test_after_renewing_the_new_link_opens_and_the_old_one_does_not(admin: Actor) -> None:
    invitation, old = services.invite(actor=admin, name="Li", role="viewer")
    Invitation.objects.owned_by(admin).update(expires_at=timezone.now() - timedelta(days=1))
    _, new = services.renew_invitation(actor=admin, invitation=invitation)
    assert invitation_offered(token=old) is None
    services.accept_invitation(actor=someone(), token=new)


def test_a_link_of_nothing_says_so(admin: Actor) -> None:
    assert invitation_offered(token="x" * 43) is None
    with pytest.raises(Refused) as raised:
        services.accept_invitation(actor=someone(), token="x" * 43)
    assert code(raised) == "I-UNKNOWN"


def test_who_holds_the_link_learns_who_invites_and_no_address(house: Organisation, admin: Actor) -> None:
    _, token = services.invite(actor=admin, email="lin.xia@example.test", role="viewer")
    offered = invitation_offered(token=token)
    assert offered is not None
    assert (offered.owner_id, offered.legal_name, offered.role) == (house.pk, house.legal_name, "viewer")
    assert offered.email == "l…@e….test"


def test_not_me_needs_no_account_and_tells_who_invited(admin: Actor) -> None:
    invitation, token = services.invite(actor=admin, email="li@example.test", role="viewer")
    services.decline_invitation(actor=factories.SYSTEM, token=token)
    invitation.refresh_from_db()
    assert invitation_state(invitation) == "declined"
    assert Outbox.objects.filter(job="pipelines.tell_answer", arguments={"invitation_id": invitation.pk}).exists()


def test_a_mail_goes_out_where_there_is_an_address(admin: Actor) -> None:
    services.invite(actor=admin, name="Li", role="viewer")
    assert not Outbox.objects.filter(job="pipelines.mail_invitation").exists()
    invitation, _ = services.invite(actor=admin, email="li@example.test", role="viewer")
    assert Outbox.objects.get(job="pipelines.mail_invitation").arguments == {"invitation_id": invitation.pk}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email": ""}, "I-WHO"),
        ({"email": "no address"}, "I-EMAIL"),
        ({"role": "curator"}, "M-ROLE"),
        ({"role": "owner"}, "M-ROLE"),
        ({"role": "admin", "assigned_only": True}, "M-ASSIGNED"),
        ({"kind": "friend"}, "I-KIND"),
        ({"kind": "partner", "capacity": "operator"}, "I-CAPACITY"),
        ({"name": "x" * 121}, "I-NAME"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(admin: Actor, given: dict[str, object], said: str) -> None:
    with pytest.raises(Refused) as raised:
        services.invite(actor=admin, **{"email": "li@example.test", **given})
    assert code(raised) == said


def test_who_is_a_member_already_is_not_invited_and_does_not_join_twice(house: Organisation, admin: Actor) -> None:
    member = factories.member(house, "viewer")
    address = User.objects.get(pk=member.user_id).email
    with pytest.raises(Refused) as raised:
        services.invite(actor=admin, email=address.upper(), role="viewer")
    assert code(raised) == "I-MEMBER"
    _, token = services.invite(actor=admin, name="whoever", role="admin")
    with pytest.raises(Refused) as raised:
        services.accept_invitation(actor=queries.actor_of_person(user_id=member.user_id or 0), token=token)
    assert code(raised) == "I-MEMBER"


def test_a_partner_joins_with_an_organisation_that_he_administers(admin: Actor) -> None:
    _, token = services.invite(actor=admin, email="buyer@example.test", kind="partner", capacity="buyer")
    partner = factories.stranger()
    own = queries.organisation_by_id(partner.acts_for)
    person = queries.actor_of_person(user_id=partner.user_id or 0)
    invitation = services.accept_invitation(actor=person, token=token, organisation=own)
    assert invitation.joined_id == own.pk
    assert not Membership.objects.filter(user_id=partner.user_id, organisation_id=admin.organisation_id).exists()


def test_nobody_joins_with_an_organisation_of_others(house: Organisation, admin: Actor) -> None:
    _, token = services.invite(actor=admin, email="buyer@example.test", kind="partner")
    viewer = factories.stranger(role="viewer")
    others = {"I-WHOSE": [None, house], "I-NOT-ADMIN": [queries.organisation_by_id(viewer.acts_for)]}
    for said, organisations in others.items():
        for organisation in organisations:
            with pytest.raises(Refused) as raised:
                person = queries.actor_of_person(user_id=viewer.user_id or 0)
                services.accept_invitation(actor=person, token=token, organisation=organisation)
            assert code(raised) == said


def test_the_links_of_a_suspended_organisation_open_nothing(house: Organisation, admin: Actor) -> None:
    _, token = services.invite(actor=admin, name="Li", role="viewer")
    judge_organisation(actor=factories.SYSTEM, organisation=house, state="suspended", reason="A test.")
    assert invitation_offered(token=token) is None


def test_every_act_on_an_invitation_is_in_the_audit_of_who_invited(house: Organisation, admin: Actor) -> None:
    first, _ = services.invite(actor=admin, name="Li", role="viewer")
    services.renew_invitation(actor=admin, invitation=first)
    services.withdraw_invitation(actor=admin, invitation=first)
    for answer in (services.accept_invitation, services.decline_invitation):
        _, token = services.invite(actor=admin, name="Li", role="viewer")
        answer(actor=someone(), token=token)
    verbs = AuditEvent.objects.filter(chain=f"organisation:{house.pk}").values_list("verb", flat=True)
    wanted = {"made", "renewed", "withdrawn", "accepted", "declined"}
    assert {f"invitation.{verb}" for verb in wanted} <= set(verbs)
    assert not [verb for verb in verbs if not re.fullmatch(r"[a-z]+\.[a-z]+", verb)]


def test_an_administrators_invitation_is_for_the_confirmed_address_it_was_made_out_to(admin: Actor) -> None:
    _, token = services.invite(actor=admin, email="li@example.test", role="admin")
    right = User.objects.create_user("li@example.test", factories.PASSWORD, name="Li")
    for person in (someone(), queries.actor_of_person(user_id=right.pk)):
        with pytest.raises(Refused, match="ask who invited you") as raised:
            services.accept_invitation(actor=person, token=token)
        assert code(raised) == "I-ADDRESS"
        assert "li@example.test" not in str(raised.value.problems[0].message), "the link says the address masked"
    assert invitation_state(Invitation.objects.owned_by(admin).get()) == "waiting", "nothing is lost"
    addresses.confirm(user_id=right.pk, email="li@example.test")
    services.accept_invitation(actor=queries.actor_of_person(user_id=right.pk), token=token)
    assert Membership.objects.filter(user_id=right.pk, role="admin").exists()


def test_an_administrators_invitation_without_an_address_is_for_who_was_handed_the_link(admin: Actor) -> None:
    _, token = services.invite(actor=admin, name="Li", role="admin")
    new = someone()
    services.accept_invitation(actor=new, token=token)
    assert Membership.objects.filter(user_id=new.user_id, role="admin").exists()
