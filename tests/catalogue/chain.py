"""Four organisations one behind the other, each of which shares with the next; and a stranger beside them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.catalogue import queries
from apps.catalogue.models import Product, Share, Version
from apps.catalogue.services.sharing import share_product
from apps.kernel.actor import Actor
from apps.kernel.audit import broken_links
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from tests import factories

ALL = ["status", "certificate", "evidence", "contract"]


@dataclass(frozen=True)
class Chain:
    """`shares[n]` goes from `people[n]` to `people[n + 1]`; the product has two versions."""

    organisations: list[Organisation]
    people: list[Actor]
    product: Product
    versions: list[Version]
    shares: list[Share]

    def give(self, giver: int, receiver: int | Organisation, **fields: Any) -> Share:
        """Share the product from one to another, by their places; on under the maker's names unless others are said."""
        if giver and not fields.get("names_supplier"):
            fields = {**factories.same_names(self.product), **fields}
        to = self.organisations[receiver] if isinstance(receiver, int) else receiver
        return share_product(
            actor=self.people[giver], product=self.product, to_organisation=to, **{"scopes": ALL, **fields}
        )


def chain(**first: Any) -> Chain:
    """A supplier, two resellers and a buyer; `first` is said to the first share besides."""
    organisations = [factories.organisation(one) for one in ("supplier", "reseller", "reseller")]
    organisations.append(factories.organisation("buyer", capacities=["buyer", "reseller"]))
    people = [factories.member(one) for one in organisations]
    product = factories.product(people[0])
    versions = [factories.version(people[0], product), factories.version(people[0], product, ai_software="1.9.0")]
    made = Chain(organisations, people, product, versions, [])
    for step in range(3):
        depth = 2 - step
        more = first if step == 0 else {}
        made.shares.append(made.give(step, step + 1, depth=depth, may_reshare=depth > 0, **more))
    return made


def sees(actor: Actor, product: Product) -> int:
    """How many versions of a product an actor sees."""
    return queries.versions_of(actor=actor, product=product).count()


def seen(row: Chain) -> list[int]:
    return [sees(actor, row.product) for actor in row.people]


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def events(organisation: Organisation) -> list[tuple[str, str]]:
    chain = f"organisation:{organisation.pk}"
    assert broken_links(chain) == []
    return list(AuditEvent.objects.filter(chain=chain).values_list("verb", "subject"))


def expire(*shares: Share) -> None:
    passed = timezone.now() - timedelta(seconds=1)
    Share.objects.everything(reason="a test").filter(pk__in=[s.pk for s in shares]).update(until=passed)
