"""The supplier's home: what needs attention, the coverage, the latest results."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from apps.catalogue import queries as catalogue
from apps.catalogue.listing import version_list
from apps.claims import queries as claims
from apps.contracts import queries as contracts
from apps.desk.counts import counts
from apps.desk.supplier.summary import attention
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission

MOST_LINES = 8
MOST_VERSIONS_NAMED = 4


class SupplierHome(OrganisationView):
    """Worst first: each line says what, where, and what to do next."""

    permission = Permission.PRODUCT_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        own = catalogue.versions(actor=self.actor).filter(owner_id=self.organisation.pk)
        versions = {v.pk: v for v in own}
        statuses = list(claims.version_statuses(actor=self.actor, versions=versions.values()).values())
        submitted = list(claims.own_claims(actor=self.actor).filter(state="submitted")[:MOST_LINES])
        results = claims.claim_statuses(actor=self.actor, claims=submitted)
        named = claims.named_versions(actor=self.actor, claims=submitted)
        context = {
            "attention": [self.line(one, versions) for one in attention(statuses)],
            "clocks": self.clocks(),
            "changed": claims.changed_verdicts(actor=self.actor, limit=MOST_LINES),
            "drafts": claims.own_claims(actor=self.actor).filter(state="draft")[:MOST_LINES],
            "counts": counts(statuses),
            "results": [{"claim": one, "status": results[one.pk], "versions": named[one.pk]} for one in submitted],
            "has_products": bool(versions) or catalogue.own_products(actor=self.actor).exists(),
        }
        return self.page("desk/supplier/home.html", context)

    def clocks(self) -> list[Any]:
        """The duties the organisation owes, the first to run out first."""
        if not self.actor.may(Permission.CONTRACT_SEE):
            return []
        return [clock for clock in contracts.open_obligations(actor=self.actor) if clock.mine][:MOST_LINES]

    def line(self, one: Any, versions: Mapping[int, Any]) -> dict[str, Any]:
        """What needs attention, with the first few versions it is about."""
        about = [versions[pk] for pk in one.version_ids]
        return {
            "axis": one.axis,
            "code": one.code,
            "count": len(about),
            "versions": about[:MOST_VERSIONS_NAMED],
            "more": max(0, len(about) - MOST_VERSIONS_NAMED),
        }


class SharedHome(OrganisationView):
    """The plain home of who neither supplies nor orders: the products shared with it, and what changed."""

    permission = Permission.PRODUCT_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(version_list(actor=self.actor))
        versions = list(page.object_list)
        statuses = claims.version_statuses(actor=self.actor, versions=versions)
        context = {
            "page": page,
            "lines": [{"version": v, "status": statuses[v.pk]} for v in versions],
            "changed": claims.changed_verdicts(actor=self.actor, limit=MOST_LINES),
        }
        return self.page("desk/supplier/shared_home.html", context)
