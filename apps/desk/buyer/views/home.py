"""The buyer's home: orders that wait, what changed, who supplies, and the rules in force."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from apps.catalogue import queries as catalogue
from apps.claims import queries as claims
from apps.contracts import queries as contracts
from apps.desk.buyer.suppliers import supplier_lines
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.purchasing import queries as purchasing

MOST_LINES = 8
MOST_ORDERS = 50


class BuyerHome(OrganisationView):
    """What a buyer looks at before ordering; who may not see orders sees the rest."""

    permission = Permission.PRODUCT_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        shared = list(catalogue.versions(actor=self.actor).exclude(owner_id=self.organisation.pk))
        statuses = claims.version_statuses(actor=self.actor, versions=shared)
        changed = claims.changed_verdicts(actor=self.actor, limit=MOST_LINES)
        named = claims.named_versions(actor=self.actor, claims=[one.claim for one in changed])
        context = {
            "orders": self.orders_waiting(),
            "clocks": self.clocks(),
            "changed": [
                {
                    "verification": one,
                    "versions": named[one.claim_id],
                    "supplier": claims.supplier_of(one.claim, named[one.claim_id]),
                }
                for one in changed
            ],
            "suppliers": supplier_lines(shared, statuses),
            "policy": purchasing.policy_in_force(actor=self.actor),
        }
        return self.page("desk/buyer/home.html", context)

    def orders_waiting(self) -> list[Any]:
        """Of the newest orders those on which somebody has to act."""
        if not self.actor.may(Permission.ORDER_SEE):
            return []
        newest = list(purchasing.orders(actor=self.actor)[:MOST_ORDERS])
        found = purchasing.order_summaries(actor=self.actor, orders=newest)
        return [summary for summary in found if summary.waiting][:MOST_LINES]

    def clocks(self) -> list[Any]:
        """Duties in front of both parties: the suppliers' and the buyer's own."""
        if not self.actor.may(Permission.CONTRACT_SEE):
            return []
        return contracts.open_obligations(actor=self.actor)[:MOST_LINES]
