"""The home of an organisation: which page it is depends on what the organisation is."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.accounts import queries as accounts
from apps.desk.auditor.views import Rooms
from apps.desk.buyer.views.home import BuyerHome
from apps.desk.lists.views import PublicationAdd
from apps.desk.supplier.views.home import SharedHome, SupplierHome
from apps.desk.views import OrganisationView


class OperatorHome(PublicationAdd):
    """The page of publications as a home, which is looked at more often than files are chosen on it."""

    fresh_form = False


# An organisation of several capacities opens on the first of these.
HOMES: tuple[tuple[str, type[OrganisationView]], ...] = (
    ("supplier", SupplierHome),
    ("buyer", BuyerHome),
    ("reseller", BuyerHome),
    ("operator", OperatorHome),
    ("auditor", Rooms),
)


def organisation_home(request: HttpRequest, organisation: str) -> HttpResponseBase:
    """The page itself asks who is there; a stranger gets from it what any page gives a stranger."""
    view: type[OrganisationView] = SharedHome
    try:
        if request.user.pk is not None:
            capacities = accounts.membership(user_id=request.user.pk, slug=organisation).organisation.capacities
            view = next((home for capacity, home in HOMES if capacity in capacities), SharedHome)
    except ObjectDoesNotExist:
        view = SharedHome
    return view.as_view()(request, organisation=organisation)
