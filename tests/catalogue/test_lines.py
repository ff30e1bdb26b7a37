"""Giving by the product line: what is opened now and later, and what ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.catalogue import queries
from apps.catalogue.models import Product, Share, ShareRule
from apps.catalogue.services import products, sharing
from apps.kernel.actor import Actor
from apps.kernel.problems import Refused
from tests import factories
from tests.catalogue.cast import Cast, assert_refused, cast
from tests.catalogue.chain import codes, events, sees
from tests.catalogue.expected import assert_access_follows

pytestmark = pytest.mark.django_db

STATUS = ["status"]


@pytest.fixture
def line() -> tuple[Actor, Organisation, list[Product], ShareRule]:
    """A supplier's line of two products, opened to a reseller."""
    owner = factories.stranger("supplier")
    receiver = factories.organisation("reseller")
    goods = [factories.product(owner, line="Kiosks") for _ in range(2)]
    for one in goods:
        factories.version(owner, one)
    rule = sharing.share_line(
        actor=owner, line="Kiosks", to_organisation=receiver, scopes=STATUS, may_reshare=True, depth=1
    )
    return owner, receiver, goods, rule


Line = tuple[Actor, Organisation, list[Product], ShareRule]


def test_a_rule_opens_the_line_now_and_what_joins_it_later(line: Line) -> None:
    owner, receiver, goods, rule = line
    reader = factories.member(receiver)
    assert [sees(reader, one) for one in goods] == [1, 1]
    born = factories.product(owner, line="Kiosks")
    joined = factories.product(owner)
    for one in (born, joined):
        factories.version(owner, one)
    assert [sees(reader, one) for one in (born, joined)] == [1, 0]
    products.set_line(actor=owner, product=joined, line=" Kiosks ")
    assert sees(reader, joined) == 1
    assert {share.rule_id for share in queries.received_shares(actor=reader)} == {rule.pk}
    assert_access_follows()


def test_what_leaves_the_line_is_closed_with_all_below_it(line: Line) -> None:
    owner, receiver, goods, _ = line
    reader, buyer = factories.member(receiver), factories.organisation("buyer")
    labels = factories.same_names(goods[0])
    sharing.share_product(actor=reader, product=goods[0], to_organisation=buyer, scopes=STATUS, **labels)
    products.set_line(actor=owner, product=goods[0], line="Others")
    assert [sees(reader, one) for one in goods] == [0, 1]
    assert sees(factories.member(buyer), goods[0]) == 0
    assert ("share.ended", f"catalogue.Share:{Share.objects.everything(reason='a test').earliest('pk').pk}") in events(
        Organisation.objects.get(pk=owner.organisation_id)
    )
    assert_access_follows()


def test_the_end_of_a_rule_ends_its_shares_and_no_other(line: Line) -> None:
    owner, receiver, goods, rule = line
    sharing.share_product(actor=owner, product=goods[0], to_organisation=receiver, scopes=STATUS)
    sharing.end_rule(actor=owner, rule=rule)
    reader = factories.member(receiver)
    assert [sees(reader, one) for one in goods] == [1, 0]
    assert sharing.end_rule(actor=owner, rule=rule).revoked_at == rule.revoked_at
    later = factories.product(owner, line="Kiosks")
    assert queries.products(actor=reader).filter(pk=later.pk).count() == 0
    assert_access_follows()


def test_a_rule_that_has_run_out_opens_nothing_and_makes_room(line: Line) -> None:
    owner, receiver, _, _ = line
    ShareRule.objects.everything(reason="a test").update(until=timezone.now() - timedelta(seconds=1))
    later = factories.product(owner, line="Kiosks")
    reader = factories.member(receiver)
    assert not queries.products(actor=reader).filter(pk=later.pk).exists()
    again = sharing.share_line(actor=owner, line="Kiosks", to_organisation=receiver, scopes=STATUS)
    assert list(queries.rules(actor=owner)) == [again]
    assert queries.products(actor=reader).count() == 3


def test_a_second_rule_for_the_same_is_sent_back_and_so_is_no_line(line: Line) -> None:
    owner, receiver, _, _ = line
    for name, code in (("Kiosks", "S-SAME"), (" ", "P-EMPTY")):
        with pytest.raises(Refused) as refused:
            sharing.share_line(actor=owner, line=name, to_organisation=receiver, scopes=STATUS)
        assert codes(refused) == {code}


def test_the_line_of_another_supplier_is_another_line(line: Line) -> None:
    _, receiver, goods, _ = line
    rival = factories.stranger("supplier")
    own = factories.product(rival, line="Kiosks")
    sharing.share_line(actor=rival, line="Kiosks", to_organisation=factories.organisation("buyer"), scopes=STATUS)
    assert set(queries.products(actor=factories.member(receiver))) == set(goods)
    assert own not in queries.products(actor=factories.member(receiver))


WRITES: dict[str, Callable[[Cast, Actor], object]] = {
    "share_line": lambda s, who: sharing.share_line(actor=who, line="Kiosks", to_organisation=s.buyer, scopes=STATUS),
    "end_rule": lambda s, who: sharing.end_rule(actor=who, rule=rule_of(s)),
    "set_line": lambda s, who: products.set_line(actor=who, product=s.product, line="Kiosks"),
}


def rule_of(stage: Cast) -> ShareRule:
    return ShareRule.objects.owned_by(stage.owner).get()


@pytest.mark.parametrize("who", ["partner", "stranger", "colleague"])
@pytest.mark.parametrize("write", WRITES)
def test_nobody_but_the_owner_with_the_verb_writes_lines_and_rules(write: str, who: str) -> None:
    stage = cast()
    sharing.share_line(actor=stage.owner, line="A line", to_organisation=stage.buyer, scopes=STATUS)
    if (write, who) == ("share_line", "stranger"):
        rule = sharing.share_line(actor=stage.stranger, line="Kiosks", to_organisation=stage.buyer, scopes=STATUS)
        assert rule.owner_id == stage.stranger.organisation_id
        return
    assert_refused(lambda: WRITES[write](stage, getattr(stage, who)))
