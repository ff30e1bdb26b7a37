"""The world that is asked about, with the doors to it; built once in each process that asks."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import override_settings

from apps.kernel.api.rates import WithKeyRate, WithoutKeyRate
from tests.access.probing.asking import Prober
from tests.access.probing.cast import Asker
from tests.access.probing.doors import Door, body_for, doors, references, with_reference
from tests.access.probing.marks import Row, set_keys_apart
from tests.access.probing.stock import Stock, begun, finish
from tests.access.stage import uncounted
from tests.access.world import World, build

# One asker of each kind of organisation, who asks for every row; the others ask for one of each relation they have.
HEADS = ("anonymous", "maker", "rival", "buyer", "reseller", "customer", "late", "stranger", "nobody")
# Those who ask where the answer hangs on the row and not on the asker.
FEW = ("rival", "buyer", "late", "stranger")
# Those who are asked about each row that differs from the others by owner, audience or product.
THOROUGH = (*FEW, "reseller", "customer", "auditor")
SIGNING_IN = ("anonymous", "maker", "twofold", "nobody")


@dataclass(frozen=True, slots=True)
class Ground:
    """The world everybody asks about, and the small one from which bodies are taken."""

    prober: Prober
    stock: Stock
    small: World
    kinds: dict[int, str]
    doors: dict[str, Door]

    def rows(self, door: Door) -> list[Row]:
        return [row for row in self.stock.rows if row.kind in door.kinds]

    def askers(self, door: Door, names: tuple[str, ...] = ()) -> list[Asker]:
        """Everybody who comes with a session, or with a key where the API is asked."""
        cast = self.stock.cast
        everybody = cast.key_holders if door.is_api else cast.askers
        if door.is_of_accounts:
            names = SIGNING_IN
        return [asker for name, asker in everybody.items() if not names or name in names]

    def rows_for(self, door: Door, asker: Asker, *, each: bool) -> list[Row]:
        """One row of every relation the asker has to rows of the door; `each`: of every owner and audience there is."""
        organisations = [organisation for organisation, _ in asker.seats] or ["maker"]
        one_of_each: dict[object, Row] = {}
        for row in self.rows(door):
            relation: object = tuple((row.kind, row.owner == o, self.sees(asker, o, row)) for o in organisations)
            if each:
                relation = (row.kind, row.owner, row.open_to(self.stock.readers), row.product)
            one_of_each.setdefault(relation, row)
        return list(one_of_each.values())

    def slug(self, organisation: str) -> str:
        return str(self.stock.cast.organisations[organisation].slug)

    def sees(self, asker: Asker, organisation: str, row: Row) -> bool:
        """Whether a row is there for somebody who asks for an organisation, whatever he may then do with it."""
        role = dict(asker.seats).get(organisation)
        if role is None or organisation not in row.open_to(self.stock.readers):
            return False
        if row.person:
            return row.person == asker.name
        return role != "assigned" or asker.may_read("product", organisation, row.product)

    def body_for(self, door: Door, asker: Asker) -> dict[str, object]:
        """What is right to send, with rows of the asker's own where it names any."""
        buys = asker.home in ("buyer", "thin", "reseller", "customer")
        body = body_for(door.name, self.small, "buyer" if buys else "supplier")
        for reference in references(body, self.kinds):
            own = (r for r in self.stock.rows if r.kind == reference.kind and self.sees(asker, asker.home, r))
            if row := next(own, None):
                body = with_reference(body, reference, row.key)
        return body


@contextmanager
def standing_ground() -> Iterator[Ground]:
    """The ground in an open transaction: nothing of it is left behind."""
    cache = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with transaction.atomic(), override_settings(CACHES=cache), pytest.MonkeyPatch.context() as patch:
        uncounted(patch)
        patch.setattr(WithoutKeyRate, "rate", None)
        patch.setattr(WithKeyRate, "rate", None)
        # What is not found is written to the log, a line for each; here that is most of what is asked.
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        patch.setattr(logging.getLogger("django.security"), "disabled", True)
        request_finished.disconnect(close_old_connections)
        try:
            kinds = set_keys_apart()
            stock = begun()
            # The next edition of the list comes as this one is built.
            small = build()
            finish(stock)
            yield Ground(Prober(stock), stock, small, kinds, doors(small, kinds))
        finally:
            request_finished.connect(close_old_connections)
            transaction.set_rollback(True)
