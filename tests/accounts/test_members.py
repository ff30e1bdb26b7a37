"""Members: their roles, and that an organisation is never without an administrator."""

import pytest

from apps.accounts import queries
from apps.accounts.models import Invitation, Membership, Organisation, User
from apps.accounts.services import invitations
from apps.accounts.services.members import change_member, remove_member
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Organisation:
    return factories.organisation("supplier")


@pytest.fixture
def admin(house: Organisation) -> Actor:
    return factories.member(house)


def membership(actor: Actor) -> Membership:
    return Membership.objects.select_related("organisation").get(user_id=actor.user_id)


def test_an_administrator_changes_roles_and_removes_members(house: Organisation, admin: Actor) -> None:
    row = membership(factories.member(house, "viewer"))
    changed = change_member(actor=admin, membership=row, role="support", assigned_only=True)
    assert (changed.role, changed.assigned_only) == ("support", True)
    remove_member(actor=admin, membership=row)
    assert not Membership.objects.filter(pk=row.pk).exists()
    assert User.objects.filter(pk=row.user_id).exists()
    verbs = AuditEvent.objects.filter(chain=f"organisation:{house.pk}").values_list("verb", flat=True)
    assert {"member.changed", "member.removed"} <= set(verbs)


def test_who_made_a_key_stays_named_after_leaving(house: Organisation, admin: Actor) -> None:
    leaver = factories.member(house)
    factories.api_key(leaver)
    remove_member(actor=admin, membership=membership(leaver))
    key = queries.api_keys(actor=admin).get()
    assert key.works
    assert queries.name_labelled(key.created_by) == str(User.objects.get(pk=leaver.user_id))


def test_the_last_administrator_neither_goes_nor_steps_down(house: Organisation, admin: Actor) -> None:
    row = membership(admin)
    for leave in (
        lambda: remove_member(actor=admin, membership=row),
        lambda: change_member(actor=admin, membership=row, role="viewer", assigned_only=False),
    ):
        with pytest.raises(Refused) as raised:
            leave()
        assert raised.value.problems[0].code == "M-LAST-ADMIN"
    factories.member(house)
    change_member(actor=admin, membership=row, role="viewer", assigned_only=False)


def test_an_administrator_who_can_not_sign_in_does_not_count(house: Organisation, admin: Actor) -> None:
    other = factories.member(house)
    User.objects.filter(pk=other.user_id).update(is_active=False)
    with pytest.raises(Refused):
        remove_member(actor=admin, membership=membership(admin))
    remove_member(actor=admin, membership=membership(other))


@pytest.mark.parametrize("role", ["compliance", "viewer"])
def test_members_who_do_not_govern_change_nobody(house: Organisation, admin: Actor, role: str) -> None:
    actor, row = factories.member(house, role), membership(admin)
    with pytest.raises(NotAllowed):
        change_member(actor=actor, membership=row, role="viewer", assigned_only=False)
    with pytest.raises(NotAllowed):
        remove_member(actor=actor, membership=membership(actor))


def test_an_administrator_of_another_organisation_changes_nobody(admin: Actor) -> None:
    stranger, row = factories.stranger(), membership(admin)
    with pytest.raises(NotAllowed):
        change_member(actor=stranger, membership=row, role="viewer", assigned_only=False)
    with pytest.raises(NotAllowed):
        remove_member(actor=stranger, membership=row)


def test_a_role_the_organisation_has_not_is_refused(house: Organisation, admin: Actor) -> None:
    row = membership(factories.member(house, "viewer"))
    for role, assigned_only, said in (("curator", False, "M-ROLE"), ("admin", True, "M-ASSIGNED")):
        with pytest.raises(Refused) as raised:
            change_member(actor=admin, membership=row, role=role, assigned_only=assigned_only)
        assert raised.value.problems[0].code == said


@pytest.mark.parametrize("role", [None, "compliance"])
def test_who_administers_no_longer_comes_in_by_no_invitation_of_their_own(
    house: Organisation, admin: Actor, role: str | None
) -> None:
    leaver = factories.member(house)
    _, token = invitations.invite(actor=leaver, name="Backup", role="admin")
    theirs, _ = invitations.invite(actor=admin, name="Wu", role="viewer")
    _, renewed = invitations.renew_invitation(actor=leaver, invitation=theirs)
    _, kept = invitations.invite(actor=admin, name="Li", role="viewer")
    row = membership(leaver)
    if role is None:
        remove_member(actor=admin, membership=row)
    else:
        change_member(actor=admin, membership=row, role=role, assigned_only=False)
    person = queries.actor_of_person(user_id=leaver.user_id or 0)
    for one in (token, renewed):
        with pytest.raises(Refused) as raised:
            invitations.accept_invitation(actor=person, token=one)
        assert raised.value.problems[0].code == "I-WITHDRAWN"
    assert AuditEvent.objects.filter(chain=f"organisation:{house.pk}", verb="invitation.withdrawn").count() == 2
    invitations.accept_invitation(actor=queries.actor_of_person(user_id=factories.stranger().user_id or 0), token=kept)


def test_who_gets_another_role_but_still_administers_or_never_did_keeps_their_invitations(
    house: Organisation, admin: Actor
) -> None:
    other = factories.member(house)
    invitations.invite(actor=other, name="Li", role="viewer")
    change_member(actor=admin, membership=membership(other), role="admin", assigned_only=False)
    assert Invitation.objects.owned_by(admin).filter(withdrawn_at=None).count() == 1
