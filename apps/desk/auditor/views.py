"""Both sides of an audit: the host who lets somebody in and reads what was opened, the auditor in the room."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts import queries as accounts
from apps.accounts.services import rooms
from apps.catalogue import queries as catalogue
from apps.contracts import queries as contracts
from apps.desk.auditor.forms import RoomForm
from apps.desk.auditor.looked import looks
from apps.desk.partners import partner_known_as
from apps.desk.views import OrganisationView
from apps.evidence import queries as evidence
from apps.kernel.audit import events_about
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused
from apps.purchasing import queries as purchasing

MOST_SHOWN = 100


class Auditors(OrganisationView):
    """Who may look at what of ours, and who might once."""

    permission = Permission.ROOM_OPEN

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(accounts.grants_given(actor=self.actor))
        return self.page("desk/auditor/auditors.html", {"grants": page, "page": page})


class AuditorAdd(OrganisationView):
    """Letting an auditor in."""

    permission = Permission.ROOM_OPEN
    fresh = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        said = form.cleaned_data["auditor"]
        try:
            grant = rooms.open_room(
                actor=self.actor,
                auditor=partner_known_as(said, organisation_id=self.organisation.pk, field="auditor"),
                every_product=form.every_product,
                product_ids=form.product_ids,
                contract_ids=form.contract_ids,
                orders=form.cleaned_data["orders"],
                period_from=form.cleaned_data["period_from"],
                period_to=form.cleaned_data["period_to"],
                until=form.until,
                note=form.cleaned_data["note"],
            )
        except Refused as error:
            self.refused(form, error)
            return self.show(form)
        messages.success(request, _("The auditor can look from now on. Whatever is opened stands on this page."))
        return self.go("auditor", pk=grant.pk)

    def form(self, data: object = None) -> RoomForm:
        return RoomForm(
            data,
            products=catalogue.own_products(actor=self.actor),
            contracts=contracts.contracts(actor=self.actor),
        )

    def show(self, form: RoomForm) -> HttpResponse:
        return self.page("desk/auditor/auditor_add.html", {"form": form})


class AuditorPage(OrganisationView):
    """One grant: what it opens, and everything that was opened by it."""

    permission = Permission.ROOM_OPEN

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grant = accounts.grant_given(actor=self.actor, pk=pk)
        events = events_about(self.actor, "room.looked", f"accounts.Organisation:{grant.auditor_id}")
        page = self.paged(events)
        own = catalogue.own_products(actor=self.actor).filter(pk__in=grant.product_ids)
        named = contracts.contracts(actor=self.actor).filter(pk__in=grant.contract_ids)
        said = {"grant": grant, "looks": looks(self.actor, page, self.organisation.slug), "page": page}
        return self.page("desk/auditor/auditor.html", {**said, "products": own, "contracts": named})


class AuditorEnd(OrganisationView):
    """Closing a room at once."""

    permission = Permission.ROOM_OPEN
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page("desk/auditor/auditor_end.html", {"grant": accounts.grant_given(actor=self.actor, pk=pk)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rooms.end_room(actor=self.actor, grant=accounts.grant_given(actor=self.actor, pk=pk))
        messages.success(request, _("The auditor sees nothing of yours any more."))
        return self.go("auditor", pk=pk)


class Rooms(OrganisationView):
    """The home of an auditor: who lets them in, and for how long still."""

    permission = Permission.ROOM_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(accounts.rooms(actor=self.actor))
        return self.page("desk/auditor/rooms.html", {"rooms": page, "page": page})


class RoomPage(OrganisationView):
    """What one host lets an auditor see, as links to the ordinary pages."""

    permission = Permission.ROOM_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        room = accounts.room(actor=self.actor, pk=pk)
        host = room.owner_id
        orders = purchasing.orders(actor=self.actor).filter(owner_id=host) if room.orders else None
        said = {
            "room": room,
            "products": catalogue.products(actor=self.actor).filter(owner_id=host)[:MOST_SHOWN],
            "contracts": contracts.contracts(actor=self.actor).filter(pk__in=room.contract_ids),
            "orders": orders[:MOST_SHOWN] if orders is not None else (),
            "packs": evidence.packs(actor=self.actor).filter(owner_id=host)[:MOST_SHOWN],
            "most": MOST_SHOWN,
        }
        return self.page("desk/auditor/room.html", said)
