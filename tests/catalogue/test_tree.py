"""Whatever is shared, shared on, withdrawn, returned or left to run out: everybody sees just what the model says."""

import os
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.catalogue.models import Product, Share, ShareRule, Version
from apps.catalogue.services import products, sharing
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.problems import Refused
from apps.kernel.wall import acting_for
from tests import factories
from tests.catalogue.expected import assert_access_follows
from tests.catalogue.model import ALL, NEVER, Edge, Goods, Line, World

pytestmark = pytest.mark.django_db

DEEP = bool(os.environ.get("HEFU_DEEP"))
RUNS, STEPS = (2000, 50) if DEEP else (60, 30)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
PAST = timezone.now() - timedelta(days=1)

ORGANISATIONS = 5
LINES = ("", "Kiosks", "Signs")

which = st.integers(0, 10**6)
organisation = st.integers(0, ORGANISATIONS - 1)
scopes = st.sets(st.sampled_from(sorted(ALL - {"status"}))).map(lambda some: frozenset(some) | {"status"})
untils = st.sampled_from([NEVER, NEVER, NEVER, 1, 2, 3])
depths = st.sampled_from([0, 1, 2, 3, 3, 4])
named = st.none() | st.none() | which
steps_aside = st.sampled_from([0, 1, 1, 2, 2, 3, 4])


class Cast:
    """Organisations of every kind in one, with a member each; made once for all runs."""

    def __init__(self) -> None:
        both = ["supplier", "reseller"]
        self.organisations = [factories.organisation("supplier", capacities=both) for _ in range(ORGANISATIONS)]
        self.actors: list[Actor] = [factories.member(one) for one in self.organisations]
        self.place = {one.pk: place for place, one in enumerate(self.organisations)}


class Sharing(RuleBasedStateMachine):
    """Does the same to the model and, through the services, to the database."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.world = World()
        self.products: dict[Goods, Product] = {}
        self.shares: dict[Edge, Share] = {}
        self.rules: dict[Line, ShareRule] = {}

    def teardown(self) -> None:
        try:
            if self.products:
                assert_access_follows()
                self.behind_the_wall()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def behind_the_wall(self) -> None:
        """The policies of the database let the same versions through, whatever a query says."""
        for place, one in enumerate(self.cast.organisations):
            with acting_for(one.pk), connection.cursor() as cursor:
                cursor.execute("SELECT id FROM catalogue_version")
                assert {pk for (pk,) in cursor.fetchall()} == set(self.world.sees(place))

    @initialize(owner=organisation)
    def first_product(self, owner: int) -> None:
        self.add_product(owner, "")
        self.add_version(0)
        self.add_version(0)

    @precondition(lambda self: len(self.world.goods) < 4)
    @rule(owner=organisation, line=st.sampled_from(LINES))
    def add_product(self, owner: int, line: str) -> None:
        goods = Goods(owner)
        product = factories.product(self.cast.actors[owner], line=line)
        self.world.goods.append(goods)
        self.products[goods] = product
        self.found_by_rule(self.world.join(goods, line))

    @rule(n=which)
    def add_version(self, n: int) -> None:
        goods = self.pick(self.world.goods, n)
        serial = str(len(goods.versions))
        version = factories.version(self.cast.actors[goods.owner], self.products[goods], firmware=serial)
        goods.versions.add(version.pk)

    @rule(wishes=st.lists(st.tuples(which, steps_aside, which, scopes, named, untils, depths), min_size=1, max_size=4))
    def share(self, wishes: list[tuple[int, int, int, frozenset[str], int | None, int, int]]) -> None:
        """The giver is mostly one who has something to give; whether he may, the model says before."""
        for n, aside, anybody, scopes, named, until, depth in wishes:
            ways = [(edge.receiver, edge) for edge in self.open_edges() if edge.depth and edge.until > 0]
            owners = [(goods.owner, goods) for goods in self.world.goods]
            giver, found = self.pick(
                [*owners, *ways, (anybody % ORGANISATIONS, self.pick(self.world.goods, anybody))], n
            )
            to = (giver + aside) % ORGANISATIONS
            if isinstance(found, Edge):
                # Mostly within what there is.
                scopes, depth = scopes & found.scopes, min(depth, found.depth - 1 + n % 4 // 3)
                self.try_to_share(giver, to, found.goods, scopes, named, until, depth)
            else:
                self.try_to_share(giver, to, found, scopes, named, until, depth)

    def try_to_share(
        self, giver: int, to: int, goods: Goods, scopes: frozenset[str], named: int | None, until: int, depth: int
    ) -> None:
        chosen = None if named is None else frozenset(v for k, v in enumerate(sorted(goods.versions)) if named >> k & 1)
        expected = self.expected(giver, to, goods, scopes, chosen, until, depth)
        try:
            with transaction.atomic():
                share = sharing.share_product(
                    actor=self.cast.actors[giver],
                    product=self.products[goods],
                    to_organisation=self.cast.organisations[to],
                    scopes=sorted(scopes),
                    versions=None if chosen is None else self.versions(chosen),
                    until=None if until == NEVER else FAR + timedelta(days=until),
                    may_reshare=depth > 0,
                    depth=depth,
                    **factories.same_names(self.products[goods]),
                )
        except (Refused, NotAllowed) as error:
            assert type(error) is expected, (error, expected)
            return
        assert expected is None, expected
        self.given(share, Edge(goods, giver, to, scopes, chosen, until, depth))

    def expected(
        self,
        giver: int,
        to: int,
        goods: Goods,
        scopes: frozenset[str],
        chosen: frozenset[int] | None,
        until: int,
        depth: int,
    ) -> type[Exception] | None:
        if giver == to or (chosen is not None and not chosen):
            return Refused
        if giver != goods.owner:
            parents = self.world.parents(giver, goods)
            if not parents:
                return NotAllowed
            if not any(self.world.may_give(parent, scopes, chosen, until, depth) for parent in parents):
                return Refused
        return Refused if self.world.given_already(giver, to, goods) else None

    def given(self, share: Share, edge: Edge) -> None:
        """Which of several ways was taken is the program's to choose, if it is one the model allows."""
        for before in self.world.edges:
            same = (before.giver, before.receiver, before.goods) == (edge.giver, edge.receiver, edge.goods)
            if same and before.rule is None and before.until <= 0:
                before.ended = True
        if share.parent_id is not None:
            by_pk = {one.pk: found for found, one in self.shares.items()}
            edge.parent = by_pk[share.parent_id]
            assert edge.parent in self.world.parents(edge.giver, edge.goods)
            assert self.world.may_give(edge.parent, edge.scopes, edge.versions, edge.until, edge.depth)
            edge.until = min(edge.until, edge.parent.until)
            edge.versions = edge.parent.versions if edge.versions is None else edge.versions
        self.world.edges.append(edge)
        self.shares[edge] = share

    @precondition(lambda self: self.open_edges())
    @rule(n=which)
    def withdraw(self, n: int) -> None:
        edge = self.pick(self.open_edges(), n)
        sharing.withdraw_share(actor=self.cast.actors[edge.giver], share=self.shares[edge])
        edge.ended = True

    @precondition(lambda self: self.open_edges())
    @rule(n=which, state=st.sampled_from(["received", "accepted", "returned", "not_ours"]))
    def answer(self, n: int, state: str) -> None:
        edge = self.pick(self.open_edges(), n)
        sharing.receive_share(
            actor=self.cast.actors[edge.receiver], share=self.shares[edge], state=state, reason="So it is."
        )
        edge.ended = state in ("returned", "not_ours")

    @precondition(lambda self: self.open_edges())
    @rule(n=which)
    def run_out(self, n: int) -> None:
        edges = self.world.run_out(self.pick(self.open_edges(), n))
        rows = Share.objects.everything(reason="time passes in a test")
        rows.filter(pk__in=[self.shares[edge].pk for edge in edges]).update(until=PAST)

    @rule(owner=organisation, to=organisation, line=st.sampled_from(LINES[1:]), scopes=scopes, depth=depths)
    def share_line(self, owner: int, to: int, line: str, scopes: frozenset[str], depth: int) -> None:
        same = (owner, to, line)
        taken = any((one.owner, one.receiver, one.name) == same and not one.ended for one in self.world.lines)
        try:
            with transaction.atomic():
                written = sharing.share_line(
                    actor=self.cast.actors[owner],
                    line=line,
                    to_organisation=self.cast.organisations[to],
                    scopes=sorted(scopes),
                    may_reshare=depth > 0,
                    depth=depth,
                )
        except Refused:
            assert taken or owner == to
            return
        assert not taken
        opened = Line(owner, to, line, scopes, depth)
        self.world.lines.append(opened)
        self.rules[opened] = written
        goods = [one for one in self.world.goods if (one.owner, one.line) == (owner, line)]
        self.found_by_rule([self.world.open_by(opened, one) for one in goods])

    @precondition(lambda self: self.rules)
    @rule(n=which)
    def end_line(self, n: int) -> None:
        line = self.pick(self.world.lines, n)
        sharing.end_rule(actor=self.cast.actors[line.owner], rule=self.rules[line])
        self.world.end_line(line)

    @rule(n=which, line=st.sampled_from(LINES))
    def change_line(self, n: int, line: str) -> None:
        goods = self.pick(self.world.goods, n)
        products.set_line(actor=self.cast.actors[goods.owner], product=self.products[goods], line=line)
        if line != goods.line:
            self.found_by_rule(self.world.join(goods, line))

    @invariant()
    def everybody_sees_what_the_model_says(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT organisation_id, version_id, scopes FROM catalogue_access"
                " WHERE version_id IS NOT NULL AND (until IS NULL OR until > now())"
            )
            rows = cursor.fetchall()
        seen: dict[int, dict[int, frozenset[str]]] = defaultdict(lambda: defaultdict(frozenset))
        for owner, version, some in rows:
            if owner in self.cast.place:
                seen[self.cast.place[owner]][version] |= frozenset(some)
        for place in range(ORGANISATIONS):
            assert dict(seen[place]) == self.world.sees(place)

    def pick(self, some: list[Any], n: int) -> Any:
        return some[n % len(some)]

    def open_edges(self) -> list[Edge]:
        return [edge for edge in self.world.edges if not edge.closed]

    def versions(self, pks: frozenset[int]) -> list[Version]:
        return list(Version.objects.everything(reason="a test").filter(pk__in=pks))

    def found_by_rule(self, edges: list[Edge]) -> None:
        """The shares the program wrote for a rule."""
        rows = Share.objects.everything(reason="a test").filter(revoked_at=None)
        for edge in edges:
            assert edge.rule is not None
            self.shares[edge] = rows.get(rule=self.rules[edge.rule], product=self.products[edge.goods])


def test_everybody_always_sees_just_what_the_model_says() -> None:
    Sharing.cast = Cast()
    run_state_machine_as_test(
        Sharing,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
