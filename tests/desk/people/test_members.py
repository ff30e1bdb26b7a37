"""Members, their roles, and invitations, as an organisation's people see them."""

import re
from typing import Any

import pytest

from apps.accounts.models import ApiKey, Invitation, Membership, User
from apps.accounts.queries import invitation_offered
from apps.catalogue.services import products
from apps.notify.models import Delivery
from apps.notify.services import deliver
from portal import pipelines
from tests import factories
from tests.desk.conftest import Cast


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def membership(cast: Cast, person: str) -> Membership:
    return Membership.objects.get(user_id=cast.people[person].user_id)


def test_members_and_roles_stand_in_words(cast: Cast) -> None:
    page = text(cast.get("owner", "members"))
    assert page.count("@example.test") >= 2
    assert "Works on products, certificates, claims, shares and contracts." in page
    assert "List curator" not in page


def test_who_does_not_govern_sees_members_but_no_invitations(cast: Cast) -> None:
    officer = factories.member(cast.organisation("owner"), "compliance")
    cast.people["officer"] = officer
    page = text(cast.get("officer", "members"))
    assert "Nobody was invited yet" not in page
    for name in ("member-invite", "organisation-settings"):
        assert cast.get("officer", name).status_code == 403
    pk = membership(cast, "viewer").pk
    for name in ("member", "member-remove"):
        assert cast.get("officer", name, pk=pk).status_code == 403


def test_a_viewer_has_no_members_page_and_no_entry_for_it(cast: Cast) -> None:
    assert cast.get("viewer", "members").status_code == 403
    assert "/members/" not in text(cast.get("viewer", "products"))


def test_a_member_of_another_organisation_is_not_there(cast: Cast) -> None:
    pk = membership(cast, "viewer").pk
    for name in ("member", "member-remove"):
        assert cast.get("stranger", name, pk=pk).status_code == 404
        assert cast.post("stranger", name, {"role": "viewer"}, pk=pk).status_code == 404
    assert Membership.objects.filter(pk=pk).exists()


def test_a_role_is_changed_and_a_member_removed(cast: Cast) -> None:
    pk = membership(cast, "viewer").pk
    cast.post("owner", "member", {"role": "support", "assigned_only": "on"}, pk=pk)
    changed = Membership.objects.get(pk=pk)
    assert (changed.role, changed.assigned_only) == ("support", True)
    cast.post("owner", "member-remove", pk=pk)
    assert not Membership.objects.filter(pk=pk).exists()


def test_of_who_is_assigned_only_the_products_assigned_are_named(cast: Cast) -> None:
    owner = cast.people["owner"]
    limited, idle = (factories.member(cast.organisation("owner"), "support", assigned_only=True) for _ in range(2))
    products.assign_product(actor=owner, product=cast.product, user=User.objects.get(pk=limited.user_id))
    page = text(cast.get("owner", "members"))
    rows = {
        pk: page.split(User.objects.get(pk=pk).email)[1].split("</tr>")[0] for pk in (limited.user_id, idle.user_id)
    }
    assert "K21-A" in rows[limited.user_id] and "S55" not in rows[limited.user_id]
    assert "nothing is assigned yet" in rows[idle.user_id] and "K21-A" not in rows[idle.user_id]


def test_the_last_administrator_is_told_why_he_stays(cast: Cast) -> None:
    pk = membership(cast, "owner").pk
    assert "This is the last administrator" in text(cast.post("owner", "member", {"role": "viewer"}, pk=pk))
    assert "This is the last administrator" in text(cast.post("owner", "member-remove", pk=pk))
    assert Membership.objects.get(pk=pk).role == "admin"


def invited(cast: Cast, **given: str) -> Invitation:
    body = {"kind": "colleague", "email": "li@example.test", "role": "viewer", "language": "en", **given}
    assert cast.post("owner", "member-invite", body).status_code == 302
    return Invitation.objects.owned_by(cast.people["owner"]).latest("pk")


def test_the_link_and_its_qr_code_are_shown_once(cast: Cast) -> None:
    invitation = invited(cast)
    first = text(cast.get("owner", "invitation", pk=invitation.pk))
    token = re.search(r"/invitations/([\w-]{43})/", first)
    assert token is not None
    offered = invitation_offered(token=token[1])
    assert offered is not None
    assert offered.pk == invitation.pk
    assert "<svg" in first.split("qr-frame")[1]
    assert "style=" not in first.split("qr-frame")[1].split("</svg>")[0]
    again = text(cast.get("owner", "invitation", pk=invitation.pk))
    assert "qr-frame" not in again
    assert token[1] not in again


def test_renewing_shows_a_new_link_once_and_withdrawing_ends_it(cast: Cast) -> None:
    invitation = invited(cast, email="", name="Li")
    cast.get("owner", "invitation", pk=invitation.pk)
    cast.post("owner", "invitation", {"act": "renew"}, pk=invitation.pk)
    assert "qr-frame" in text(cast.get("owner", "invitation", pk=invitation.pk))
    cast.post("owner", "invitation", {"act": "withdraw"}, pk=invitation.pk)
    page = text(cast.get("owner", "invitation", pk=invitation.pk))
    assert "Taken back" in page
    assert "Make a new link" not in page


def letter_of(invitation: Invitation, state: str) -> Delivery:
    """The mail of an invitation, faring as told."""
    pipelines.mail_invitation(invitation_id=invitation.pk)
    letters = Delivery.objects.everything(reason="a test").filter(owner_id=invitation.owner_id, channel="mail")
    letters.update(state=state, attempts=1, last_error="address" if state == "given_up" else "")
    return letters.get()


def test_a_mail_that_was_given_up_is_sent_again_and_the_page_shows_how_it_fares(cast: Cast) -> None:
    invitation = invited(cast)
    letter = letter_of(invitation, "given_up")
    page = text(cast.get("owner", "invitation", pk=invitation.pk))
    assert 'value="send_again"' in page and "The mail server takes nothing for this address." in page
    cast.post("owner", "invitation", {"act": "send_again"}, pk=invitation.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.last_error) == ("waiting", "")
    assert "The mail is sent again" in text(cast.get("owner", "invitation", pk=invitation.pk))
    deliver(actor=factories.SYSTEM, delivery_id=letter.pk)
    page = text(cast.get("owner", "invitation", pk=invitation.pk))
    assert "delivery-sent" in page and 'value="send_again"' not in page


def test_a_mail_that_still_goes_out_or_whose_invitation_ended_is_not_sent_again(cast: Cast) -> None:
    invitation = invited(cast)
    letter = letter_of(invitation, "waiting")
    assert 'value="send_again"' not in text(cast.get("owner", "invitation", pk=invitation.pk))
    letter_of(invitation, "given_up")
    cast.post("owner", "invitation", {"act": "withdraw"}, pk=invitation.pk)
    cast.post("owner", "invitation", {"act": "send_again"}, pk=invitation.pk)
    letter.refresh_from_db()
    assert letter.state == "given_up"


def test_an_invitation_is_not_there_for_others(cast: Cast) -> None:
    pk = invited(cast).pk
    assert cast.get("stranger", "invitation", pk=pk).status_code == 404
    assert cast.post("stranger", "invitation", {"act": "withdraw"}, pk=pk).status_code == 404
    assert cast.get("viewer", "invitation", pk=pk).status_code == 403


def test_what_is_wrong_with_an_invitation_stands_at_its_field(cast: Cast) -> None:
    page = text(
        cast.post(
            "owner",
            "member-invite",
            {"kind": "colleague", "role": "admin", "assigned_only": "on", "name": "Li", "language": "en"},
        )
    )
    assert "An administrator sees everything." in page
    assert 'value="Li"' in page


@pytest.mark.parametrize("kind", ["colleague", "partner"])
def test_the_form_opens_for_a_colleague_or_a_partner(cast: Cast, kind: str) -> None:
    page = text(cast.get("owner", "member-invite", {"kind": kind}))
    assert re.search(rf'value="{kind}"[^>]*checked', page)


def test_who_removes_a_member_reads_which_keys_they_made_and_that_these_keep_working(cast: Cast) -> None:
    leaver = factories.member(cast.organisation("owner"))
    cast.people["leaver"] = leaver
    factories.api_key(leaver)
    key = ApiKey.objects.everything(reason="a test looks what a member made").get(created_by=leaver.label)
    page = text(cast.get("owner", "member-remove", pk=membership(cast, "leaver").pk))
    assert "keep working" in page and key.prefix in page
    assert f'href="{cast.address("owner", "developers")}"' in page
    assert "keep working" not in text(cast.get("owner", "member-remove", pk=membership(cast, "viewer").pk))
