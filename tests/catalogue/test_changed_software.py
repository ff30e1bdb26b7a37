"""Who passes a product on says whether the AI software was changed: an answer that reaches everybody below."""

import pytest
from django.db import IntegrityError, transaction

from apps.catalogue import custody, queries
from apps.catalogue.models import Share
from apps.catalogue.services import sharing
from apps.kernel.actor import NotAllowed
from apps.kernel.models import Outbox
from apps.kernel.problems import Refused
from apps.notify.models import Message
from tests import factories
from tests.catalogue.chain import Chain, chain, codes, events
from tests.catalogue.expected import assert_access_follows
from tests.catalogue.test_telling import TELL, name, told, work
from tests.downstream import two_ways

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Chain:
    return chain()


def changed(row: Chain) -> list[int]:
    """For how many of the two versions each one of the chain, from its maker down, has a changed software."""
    return [len(custody.changed_on_the_way(actor=actor, versions=row.versions)) for actor in row.people]


def test_the_answer_reaches_all_below_and_nobody_above_and_can_be_taken_back(row: Chain) -> None:
    assert changed(row) == [0, 0, 0, 0]
    sharing.say_changed(actor=row.people[1], share=row.shares[1], changed=True)
    assert changed(row) == [0, 0, 2, 2]
    assert_access_follows()
    sharing.say_changed(actor=row.people[2], share=row.shares[2], changed=True)
    sharing.say_changed(actor=row.people[1], share=row.shares[1], changed=False)
    assert changed(row) == [0, 0, 0, 2], "the answer of one below stands by itself"
    assert_access_follows()


def test_the_answer_is_given_with_the_share_too_and_versions_that_come_later_are_changed_as_well(row: Chain) -> None:
    below = factories.organisation("buyer")
    share = row.give(1, below, changed_software=True)
    assert share.changed_software
    buyer = factories.member(below)
    row.versions.append(factories.version(row.people[0], row.product, ai_software="2.0.0"))
    assert custody.changed_on_the_way(actor=buyer, versions=row.versions) == {version.pk for version in row.versions}
    assert_access_follows()


def test_what_came_by_two_ways_counts_as_changed_where_one_of_them_is() -> None:
    scene = two_ways()
    sharing.say_changed(actor=scene.resellers[1], share=scene.shares[1], changed=True)
    assert custody.changed_on_the_way(actor=scene.buyer, versions=[scene.version]) == {scene.version.pk}
    seen = custody.seen_in(actor=scene.buyer, shares=scene.shares)
    assert [seen[share.pk].changed_software for share in scene.shares] == [False, True]
    share = queries.received_share(actor=scene.buyer, pk=scene.shares[1].pk)
    sharing.receive_share(actor=scene.buyer, share=share, state="not_ours")
    assert custody.changed_on_the_way(actor=scene.buyer, versions=[scene.version]) == set()


def test_the_maker_who_gets_its_own_product_back_still_knows_what_it_made(row: Chain) -> None:
    row.give(1, row.organisations[0], changed_software=True)
    assert changed(row)[0] == 0


def test_nobody_but_who_passed_it_on_answers(row: Chain) -> None:
    for place in (0, 2, 3):
        with pytest.raises(NotAllowed):
            sharing.say_changed(actor=row.people[place], share=row.shares[1], changed=True)
    viewer = factories.member(row.organisations[1], "viewer")
    with pytest.raises(NotAllowed):
        sharing.say_changed(actor=viewer, share=row.shares[1], changed=True)
    assert changed(row) == [0, 0, 0, 0]


def test_the_maker_names_what_it_changes_as_a_version_of_its_own(row: Chain) -> None:
    with pytest.raises(Refused) as refused:
        sharing.say_changed(actor=row.people[0], share=row.shares[0], changed=True)
    assert codes(refused) == {"S-OWN"}
    with pytest.raises(Refused) as refused:
        row.give(0, factories.organisation("buyer"), changed_software=True)
    assert codes(refused) == {"S-OWN"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.everything(reason="a test").filter(pk=row.shares[0].pk).update(changed_software=True)


def test_a_share_that_has_ended_is_answered_no_more(row: Chain) -> None:
    sharing.withdraw_share(actor=row.people[1], share=row.shares[1])
    with pytest.raises(Refused) as refused:
        sharing.say_changed(actor=row.people[1], share=row.shares[1], changed=True)
    assert codes(refused) == {"S-ENDED"}


def test_the_answer_is_kept_in_the_chain_once_for_each_change(row: Chain) -> None:
    for answer in (True, True, False):
        sharing.say_changed(actor=row.people[1], share=row.shares[1], changed=answer)
    assert events(row.organisations[1]).count(("share.software", f"catalogue.Share:{row.shares[1].pk}")) == 2


def test_everybody_below_is_told_of_each_answer_by_his_own_giver(row: Chain) -> None:
    work()
    for answer in (True, False, True):
        sharing.say_changed(actor=row.people[1], share=row.shares[1], changed=answer)
        work_on_the_last()
    for place in (2, 3):
        giver = row.organisations[place - 1].english_name
        assert told(row.organisations[place])[1:] == [
            ("software_changed", giver, name(row)),
            ("software_unchanged", giver, name(row)),
            ("software_changed", giver, name(row)),
        ]
    said = Message.objects.everything(reason="a test").filter(kind__startswith="software")
    assert {one.owner_id for one in said} == {row.organisations[2].pk, row.organisations[3].pk}


def test_nobody_is_told_that_it_was_not_changed_while_another_on_the_way_says_it_was(row: Chain) -> None:
    def unsaid() -> list[int]:
        said = Message.objects.everything(reason="a test").filter(kind="software_unchanged")
        return [row.organisations.index(one.owner) for one in said.select_related("owner").order_by("pk")]

    for giver, answer, expected in ((1, True, []), (2, True, []), (2, False, []), (2, True, []), (1, False, [2])):
        sharing.say_changed(actor=row.people[giver], share=row.shares[giver], changed=answer)
        work_on_the_last()
        assert unsaid() == expected, (giver, answer)
    sharing.say_changed(actor=row.people[2], share=row.shares[2], changed=False)
    work_on_the_last()
    assert unsaid() == [2, 3]


def work_on_the_last() -> None:
    """Do what was promised last, twice as a lost answer would have it done."""
    for _ in range(2):
        last = Outbox.objects.filter(job="catalogue.tell_of_software").order_by("pk").last()
        assert last is not None
        TELL[last.job](actor=factories.SYSTEM, **last.arguments)
