"""What a member is assigned to: shown on the member's page, given and taken away there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts import queries as accounts
from apps.desk.people.assignables import assignable, assignables
from apps.desk.people.forms import AssignForm, MemberForm
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


class MemberPage(OrganisationView):
    """The page of a member, with the form for the role and what the member is assigned to."""

    permission = Permission.MEMBER_CHANGE
    fresh = True

    def member_page(self, member: Any, form: MemberForm | None = None, wrong: AssignForm | None = None) -> HttpResponse:
        """The page; `form` is a role that was refused, `wrong` an assignment that was."""
        role = {"role": member.role, "assigned_only": member.assigned_only}
        context = {
            "form": form or MemberForm(initial=role, capacities=self.organisation.capacities),
            "member": member,
            "assigned": self.assigned(member.user, wrong),
            "wrong": wrong,
        }
        return self.page("desk/people/member.html", context)

    def assigned(self, user: Any, wrong: AssignForm | None) -> list[dict[str, Any]]:
        """Each kind of thing the organisation assigns, what the person has of it, and the form for another."""
        found = []
        for kind in assignables(self.actor):
            things = kind.assigned(user)
            offered = kind.offered(things)
            form = wrong if wrong and wrong.kind == kind.kind else AssignForm(of=kind)
            found.append({"of": kind, "things": things, "offered": offered, "form": form, "field": form[kind.kind]})
        return found


class MemberAssign(MemberPage):
    """One more product, contract or supplier for a member."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whoever reloads what was refused finds the member's page."""
        return self.go("member", pk=accounts.member(actor=self.actor, pk=pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        member = accounts.member(actor=self.actor, pk=pk)
        of = assignable(self.actor, request.POST.get("kind", ""))
        form = AssignForm(request.POST, of=of)
        if form.is_valid():
            text = form.cleaned_data[of.kind]
            try:
                of.assign(member.user, text)
            except Refused as error:
                self.refused(form, error)
            else:
                messages.success(request, _("%(name)s is assigned to %(what)s.") % {"name": member.user, "what": text})
                return self.go("member", pk=pk)
        return self.member_page(member, wrong=form)


class MemberUnassign(MemberPage):
    """One product, contract or supplier less for a member."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        member = accounts.member(actor=self.actor, pk=pk)
        of = assignable(self.actor, request.POST.get("kind", ""))
        key = request.POST.get("thing", "")
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            raise Http404("no such thing")
        of.unassign(member.user, int(key))
        messages.success(request, _("The assignment of %(name)s was taken away.") % {"name": member.user})
        return self.go("member", pk=pk)
