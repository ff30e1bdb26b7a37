"""Access follows from the shares, and no share exceeds the one it comes from, whoever writes the rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.catalogue import queries
from apps.catalogue.models import Access, Ended, Product, Share, ShareVersion, Version
from apps.kernel.actor import Actor
from tests import factories
from tests.catalogue.expected import assert_access_follows

pytestmark = pytest.mark.django_db

ALL = ["status", "certificate", "evidence", "contract"]
BELOW = {"scopes": ["status"], "may_reshare": False, "depth": 0}


class Chain:
    """A supplier, two resellers one after the other, and a buyer; each shares with the next."""

    def __init__(self) -> None:
        self.organisations = [factories.organisation(c) for c in ("supplier", "reseller", "reseller", "buyer")]
        self.people = [factories.member(one) for one in self.organisations]
        self.product = factories.product(self.people[0])
        self.first = factories.version(self.people[0], self.product)
        self.second = factories.version(self.people[0], self.product, ai_software="1.9.0")
        self.shares: list[Share] = []
        for step in range(3):
            self.shares.append(self.edge(step, step + 1, depth=2 - step))

    def edge(self, giver: int, receiver: int, depth: int = 0, **fields: Any) -> Share:
        return edge(
            self.product,
            self.organisations[giver],
            self.organisations[receiver],
            self.shares[giver - 1] if giver else None,
            **{"depth": depth, "may_reshare": depth > 0, **fields},
        )

    def sees(self, actor: Actor) -> list[Version]:
        return list(queries.versions_of(actor=actor, product=self.product))


def edge(
    product: Product, giver: Organisation, receiver: Organisation, parent: Share | None = None, **fields: Any
) -> Share:
    """A share written to the table as it is."""
    named = fields.pop("named", None)
    values = {"scopes": ALL, "depth": 0, "may_reshare": False, "every_version": named is None, **fields}
    if "origin" not in values:
        values["origin_id"] = product.owner_id
    share = Share.objects.create(owner=giver, product=product, to_organisation=receiver, parent=parent, **values)
    ShareVersion.objects.bulk_create(
        ShareVersion(owner=giver, share=share, version=version, product=product) for version in named or ()
    )
    return share


def change(share: Share, **fields: Any) -> None:
    Share.objects.everything(reason="a test").filter(pk=share.pk).update(**fields)


def end(share: Share) -> None:
    change(share, revoked_at=timezone.now(), ended_because=Ended.WITHDRAWN)


@pytest.fixture
def chain() -> Chain:
    return Chain()


def test_everybody_along_the_chain_sees_every_version_and_a_stranger_none(chain: Chain) -> None:
    for actor in chain.people:
        assert chain.sees(actor) == [chain.first, chain.second]
    assert chain.sees(factories.stranger()) == []
    assert_access_follows()


def test_a_new_version_joins_every_open_share_of_its_product(chain: Chain) -> None:
    other = factories.organisation("integrator")
    edge(chain.product, chain.organisations[0], other, named=[chain.first])
    third = factories.version(chain.people[0], chain.product, ai_software="2.0.0")
    for actor in chain.people:
        assert third in chain.sees(actor)
    assert chain.sees(factories.member(other)) == [chain.first]
    assert_access_follows()


def test_a_version_that_goes_takes_its_access_along(chain: Chain) -> None:
    Version.objects.everything(reason="a test").filter(pk=chain.second.pk).delete()
    assert chain.sees(chain.people[3]) == [chain.first]
    assert_access_follows()


def test_the_end_of_a_share_is_the_end_of_all_below_it_and_of_nothing_else(chain: Chain) -> None:
    aside = edge(chain.product, chain.organisations[0], factories.organisation("buyer"))
    end(chain.shares[1])
    assert [chain.sees(actor) != [] for actor in chain.people] == [True, True, False, False]
    found = {share.pk: share.ended_because for share in Share.objects.everything(reason="a test")}
    assert [found[share.pk] for share in (*chain.shares, aside)] == ["", "withdrawn", "parent", ""]
    assert_access_follows()


def test_one_of_two_paths_ends_without_the_other(chain: Chain) -> None:
    direct = chain.edge(0, 3, named=[chain.second])
    end(chain.shares[0])
    assert chain.sees(chain.people[3]) == [chain.second]
    end(direct)
    assert chain.sees(chain.people[3]) == []
    assert_access_follows()


def test_a_share_that_has_run_out_opens_nothing(chain: Chain) -> None:
    passed = timezone.now() - timedelta(seconds=1)
    Share.objects.everything(reason="a test").filter(pk__in=[s.pk for s in chain.shares[1:]]).update(until=passed)
    assert [chain.sees(actor) != [] for actor in chain.people] == [True, True, False, False]
    assert_access_follows()


def test_a_receiver_sees_the_name_his_giver_gave_and_the_giver_as_supplier(chain: Chain) -> None:
    change(chain.shares[0], label_code="BK2-A")
    change(chain.shares[2], names_supplier=False, label_name="Kiosk of ours")
    Product.objects.everything(reason="a test").filter(pk=chain.product.pk).update(code="K99", name="New name")
    shown = Access.objects.filter(version=chain.first).exclude(source="own").order_by("source_id")
    assert list(shown.values_list("seller_id", "shown_code", "shown_name", "shown_name_zh")) == [
        (chain.organisations[0].pk, "BK2-A", "New name", chain.product.name_zh),
        (chain.organisations[0].pk, "BK2-A", "New name", chain.product.name_zh),
        (chain.organisations[2].pk, "BK2-A", "Kiosk of ours", ""),
    ]
    assert not Access.objects.filter(organisation=chain.organisations[3], search__contains="k99").exists()
    assert_access_follows()


def test_a_version_taken_out_of_a_share_is_taken_from_all_below_it() -> None:
    chain = Chain()
    end(chain.shares[0])
    top = edge(chain.product, *chain.organisations[:2], named=[chain.first, chain.second], depth=1, may_reshare=True)
    edge(chain.product, *chain.organisations[1:3], top, named=[chain.first, chain.second])
    ShareVersion.objects.everything(reason="a test").filter(share=top, version=chain.first).delete()
    assert chain.sees(chain.people[2]) == [chain.second]
    assert_access_follows()


def test_what_is_removed_altogether_leaves_nothing_behind(chain: Chain) -> None:
    Product.objects.everything(reason="a test").filter(pk=chain.product.pk).delete()
    assert not Access.objects.exists()


WITHIN = "share_within_its_parent"

# Each gives the last of the chain more than he who gives it has; and what the database says to it.
EXCESSES: dict[str, tuple[str, Callable[[Chain], object]]] = {
    "a scope": (WITHIN, lambda c: give(c, {"scopes": ["status"]}, {"scopes": ["status", "contract"]})),
    "as many steps": (WITHIN, lambda c: give(c, {"depth": 1}, {"depth": 1, "may_reshare": True})),
    "no leave to share on": (WITHIN, lambda c: give(c, {"depth": 0, "may_reshare": False}, {})),
    "a later end": (WITHIN, lambda c: give(c, {"until": tomorrow()}, {"until": tomorrow() + timedelta(1)})),
    "no end": (WITHIN, lambda c: give(c, {"until": tomorrow()}, {})),
    "every version": (WITHIN, lambda c: give(c, {"named": [c.first]}, {})),
    "another version": (WITHIN, lambda c: give(c, {"named": [c.first]}, {"named": [c.second]})),
    "what has run out": (WITHIN, lambda c: give(c, {"until": PAST}, {"until": PAST})),
    "another product": (WITHIN, lambda c: give(c, {}, {"product": factories.product(c.people[0])})),
    "somebody else's share": (WITHIN, lambda c: give(c, {}, {"owner": factories.organisation("reseller")})),
    "what is withdrawn": (WITHIN, lambda c: give(c, {"revoked_at": PAST, "ended_because": "withdrawn"}, {})),
    "a share of nobody's": (
        "share_begins_with_the_owner",
        lambda c: edge(c.product, c.organisations[1], c.organisations[3]),
    ),
    "another's product": (
        "catalogue_share_product_id_origin_fk",
        lambda c: edge(
            factories.product(c.people[0]), c.organisations[1], c.organisations[3], origin=c.organisations[1]
        ),
    ),
}
PAST = timezone.now() - timedelta(days=1)


def tomorrow() -> Any:
    return timezone.now() + timedelta(days=1)


def give(chain: Chain, has: dict[str, Any], gives: dict[str, Any]) -> None:
    """A reseller who has something of the supplier's gives a buyer something."""
    reseller, buyer = factories.organisation("reseller"), factories.organisation("buyer")
    has = {"depth": 1, "may_reshare": True, **has}
    parent = edge(chain.product, chain.organisations[0], reseller, **has)
    values = {"owner": reseller, "product": chain.product, **gives}
    edge(values.pop("product"), values.pop("owner"), buyer, parent, **values)


@pytest.mark.parametrize("excess", EXCESSES)
def test_nobody_gives_more_than_he_has(chain: Chain, excess: str) -> None:
    constraint, write = EXCESSES[excess]
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write(chain)
        connection.check_constraints()
    assert refused.value.__cause__.diag.constraint_name == constraint


def test_a_share_may_lead_back_up_since_a_refusal_would_say_who_is_there(chain: Chain) -> None:
    back = edge(chain.product, chain.organisations[2], chain.organisations[1], chain.shares[1])
    edge(chain.product, chain.organisations[2], chain.organisations[0], chain.shares[1])
    assert_access_follows()
    end(chain.shares[0])
    back.refresh_from_db()
    assert back.ended_because == "parent"
    assert [chain.sees(actor) != [] for actor in chain.people] == [True, False, False, False]


def test_somebody_who_has_it_gives_it(chain: Chain) -> None:
    until = tomorrow()
    give(chain, {"until": until}, {"until": until, **BELOW})
    give(chain, {"named": [chain.first]}, {"named": [chain.first]})
    assert_access_follows()


@pytest.mark.parametrize(
    "fields",
    [
        {"scopes": ["status"]},
        {"depth": 1},
        {"depth": 0, "may_reshare": False},
        {"until": timezone.now() + timedelta(days=3)},
    ],
)
def test_a_share_is_not_narrowed_under_what_hangs_below_it(chain: Chain, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change(chain.shares[0], **fields)
    assert_access_follows()


def test_a_share_is_not_turned_into_another_one(chain: Chain) -> None:
    others: list[dict[str, Any]] = [
        {"every_version": False},
        {"to_organisation": factories.organisation("buyer")},
        {"parent": chain.shares[0]},
    ]
    for fields in others:
        with pytest.raises(IntegrityError, match="turned into another"), transaction.atomic():
            change(chain.shares[2], **fields)


def test_a_share_that_ended_stays_so(chain: Chain) -> None:
    end(chain.shares[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        change(chain.shares[0], revoked_at=None, ended_because="")


def test_the_narrowing_of_the_last_share_is_followed(chain: Chain) -> None:
    change(chain.shares[2], scopes=["status"], until=tomorrow())
    assert_access_follows()


def wide_tree(edges: int) -> Share:
    """A reseller's share with this many others below it, three deep."""
    chain = Chain()
    organisations = Organisation.objects.bulk_create(
        Organisation(slug=f"o{n}", legal_name=f"O {n}", country="CN", capacities=["buyer"]) for n in range(edges)
    )
    values = {"product": chain.product, "origin": chain.organisations[0], "scopes": ["status"]}
    top = chain.shares[0]
    below = [
        Share(owner=chain.organisations[1], to_organisation=one, parent=top, depth=1, may_reshare=True, **values)
        for one in organisations[: edges // 10]
    ]
    Share.objects.bulk_create(below)
    Share.objects.bulk_create(
        Share(owner=giver.to_organisation, to_organisation=one, parent=giver, **values)
        for n, giver in enumerate(below)
        for one in organisations[edges // 10 + n * 9 : edges // 10 + (n + 1) * 9]
    )
    return top


def test_a_wide_tree_ends_by_few_statements_however_wide_it_is() -> None:
    top = wide_tree(100)
    assert Access.objects.filter(source="share").count() == 3 * (100 + 3)
    end(top)
    assert not Access.objects.filter(source="share").exists()
    assert Share.objects.everything(reason="a test").filter(ended_because="parent").count() == 102
    assert_access_follows()
