"""Who works in the organisation: members, their roles, and who was invited."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts import queries as accounts
from apps.accounts.roles import roles_of
from apps.accounts.services import invitations as services
from apps.accounts.services.members import change_member, remove_member
from apps.accounts.words import ROLE_EXPLANATIONS, ROLE_LABELS
from apps.desk.people.assignables import assigned_by_colleague
from apps.desk.people.forms import InviteForm, MemberForm
from apps.desk.people.views.assignments import MemberPage
from apps.desk.qr import qr_code
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused
from apps.notify import queries as notify
from apps.notify.services import send_again

# The invitation whose link the next page shows, once.
SHOWN_ONCE = "invitation_shown_once"


class Members(OrganisationView):
    """Members, the roles in words, and the invitations."""

    permission = Permission.MEMBER_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        invitations = accounts.invitations(actor=self.actor) if self.actor.may(Permission.MEMBER_INVITE) else None
        page = None if invitations is None else self.paged(invitations)
        assigned = assigned_by_colleague(self.actor)
        context = {
            "members": [
                {"member": m, "role": ROLE_LABELS[m.role], "assigned": assigned.get(m.user_id, [])}
                for m in accounts.memberships_of(actor=self.actor)
            ],
            "roles": [
                {"label": ROLE_LABELS[r], "explanation": ROLE_EXPLANATIONS[r]}
                for r in roles_of(self.organisation.capacities)
            ],
            "page": page,
            "invitations": [
                {"invitation": i, "state": accounts.invitation_state(i), "role": ROLE_LABELS[i.role]}
                for i in page or []
            ],
        }
        return self.page("desk/people/members.html", context)


class MemberChange(MemberPage):
    """The role of a member."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.member_page(accounts.member(actor=self.actor, pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        member = accounts.member(actor=self.actor, pk=pk)
        form = MemberForm(request.POST, capacities=self.organisation.capacities)
        if form.is_valid():
            try:
                change_member(actor=self.actor, membership=member, **form.cleaned_data)
            except Refused as error:
                self.refused(form, error)
            else:
                messages.success(request, _("%(name)s has the new role from now on.") % {"name": member.user})
                return self.go("members")
        return self.member_page(accounts.member(actor=self.actor, pk=pk), form=form)


class MemberRemove(OrganisationView):
    """Asks before a member is removed."""

    permission = Permission.MEMBER_CHANGE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk, "")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        member = accounts.member(actor=self.actor, pk=pk)
        try:
            remove_member(actor=self.actor, membership=member)
        except Refused as error:
            return self.show(pk, str(error.problems[0].message))
        messages.success(request, _("%(name)s is no longer a member.") % {"name": member.user})
        return self.go("members") if member.user_id != self.actor.user_id else self.away()

    def away(self) -> HttpResponse:
        """Who removed themselves finds the way home, wherever that is now."""
        return HttpResponse(status=302, headers={"Location": reverse("home")})

    def show(self, pk: int, problem: str) -> HttpResponse:
        member = accounts.member(actor=self.actor, pk=pk)
        keys = accounts.keys_made_by(actor=self.actor, user_id=member.user_id)
        context = {"member": member, "problem": problem, "keys": keys}
        return self.page("desk/people/member_remove.html", {**context, "has_errors": bool(problem)})


class MemberInvite(OrganisationView):
    """A new invitation."""

    permission = Permission.MEMBER_INVITE
    fresh = True

    def get(self, request: HttpRequest) -> HttpResponse:
        kind = "partner" if request.GET.get("kind") == "partner" else "colleague"
        return self.show(self.form(initial={"kind": kind, "language": get_language()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                invitation, _token = services.invite(actor=self.actor, **form.cleaned_data)
            except Refused as error:
                self.refused(form, error)
            else:
                request.session[SHOWN_ONCE] = invitation.pk
                return self.go("invitation", pk=invitation.pk)
        return self.show(form)

    def form(self, *args: Any, **kwargs: Any) -> InviteForm:
        return InviteForm(*args, capacities=self.organisation.capacities, **kwargs)

    def show(self, form: InviteForm) -> HttpResponse:
        return self.page("desk/people/member_invite.html", {"form": form})


class InvitationPage(OrganisationView):
    """One invitation: how it stands; its link and QR code once, after it was made or renewed."""

    permission = Permission.MEMBER_INVITE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        invitation = accounts.invitation(actor=self.actor, pk=pk)
        link = ""
        if request.session.get(SHOWN_ONCE) == pk:
            del request.session[SHOWN_ONCE]
            token = accounts.invitation_token(actor=self.actor, invitation=invitation)
            link = settings.PUBLIC_URL + reverse("joining", kwargs={"token": token})
        context = {
            "invitation": invitation,
            "state": accounts.invitation_state(invitation),
            "role": ROLE_LABELS[invitation.role],
            "delivery": self.delivery(invitation),
            "link": link,
            "qr": qr_code(link) if link else "",
        }
        response = self.page("desk/people/invitation.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        invitation = accounts.invitation(actor=self.actor, pk=pk)
        try:
            if request.POST.get("act") == "withdraw":
                services.withdraw_invitation(actor=self.actor, invitation=invitation)
                messages.success(request, _("The invitation was withdrawn; its link opens nothing any more."))
            elif request.POST.get("act") == "send_again":
                self.send_again(invitation)
            else:
                services.renew_invitation(actor=self.actor, invitation=invitation)
                request.session[SHOWN_ONCE] = pk
                messages.success(request, _("The invitation has a new link; the old one opens nothing any more."))
        except Refused as error:
            messages.warning(request, str(error.problems[0].message))
        return self.go("invitation", pk=pk)

    def delivery(self, invitation: Any) -> Any:
        """How the letter with the present link fares; None where there is none."""
        letter = accounts.letter_of(invitation)
        return notify.deliveries_to_addresses(actor=self.actor, dedupe_keys=[letter]).get(letter)

    def send_again(self, invitation: Any) -> None:
        """Send the letter that was given up once more; one that no longer waits for an answer stays unsent."""
        delivery = self.delivery(invitation)
        if delivery and accounts.invitation_state(invitation) == "waiting":
            send_again(actor=self.actor, delivery=delivery)
            messages.success(self.request, _("The mail is sent again; this page shows how it fares."))
