"""Withdrawing, and what receivers say: what ends, who is told, and who reads of it."""

import pytest
from django.db import connection

from apps.catalogue import custody, queries
from apps.catalogue.models import Receipt, Share
from apps.catalogue.services import sharing, telling
from apps.kernel.actor import NotAllowed
from apps.kernel.models import Outbox
from apps.kernel.problems import Refused
from apps.kernel.wall import acting_for
from tests import factories
from tests.catalogue.chain import Chain, chain, codes, events, seen
from tests.catalogue.expected import assert_access_follows

pytestmark = pytest.mark.django_db

STATUS = ["status"]


@pytest.fixture
def row() -> Chain:
    return chain()


def test_what_ends_with_a_share_is_told_to_its_giver_alone_by_the_database_too(row: Chain) -> None:
    giver, share = row.organisations[0].pk, row.shares[0].pk
    told = {}
    for asker in row.organisations[:2]:
        with acting_for(asker.pk), connection.cursor() as cursor:
            cursor.execute("SELECT versions, deeper FROM catalogue_loss_of(%s, %s)", [share, giver])
            told[asker.pk] = cursor.fetchone()
    assert told == {giver: (2, 2), row.organisations[1].pk: (0, 0)}


def test_withdrawing_takes_all_below_and_is_told_to_everybody_who_lost_by_it(row: Chain) -> None:
    sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    assert seen(row) == [2, 0, 0, 0]
    waiting = Outbox.objects.filter(job="catalogue.tell_of_end").values_list("arguments", flat=True)
    assert list(waiting) == [{"share_id": row.shares[0].pk}]
    for _ in range(2):
        telling.tell_of_end(actor=factories.SYSTEM, share_id=row.shares[0].pk)
    subjects = [f"catalogue.Share:{share.pk}" for share in row.shares]
    assert ("share.withdrawn", subjects[0]) in events(row.organisations[0])
    for place in (1, 2, 3):
        told = events(row.organisations[place])
        assert told.count(("share.lost", subjects[place - 1])) == 1
        assert told.count(("share.ended", subjects[place])) == 1 if place < 3 else True
    assert [verb for verb, _ in events(row.organisations[0])].count("share.ended") == 0
    assert_access_follows()


def test_withdrawing_twice_changes_nothing(row: Chain) -> None:
    first = sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    again = sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    assert (first.revoked_at, again.ended_because) == (again.revoked_at, "withdrawn")


def test_who_loses_what_is_said_before_with_nobody_s_name_below_the_receiver(row: Chain) -> None:
    loss = queries.loss_of(actor=row.people[0], share=row.shares[0])
    assert (loss.receiver, loss.versions, loss.deeper) == (row.organisations[1], 2, 2)
    assert queries.loss_of(actor=row.people[2], share=row.shares[2]).deeper == 0
    for actor in (row.people[1], factories.stranger("supplier")):
        with pytest.raises(Share.DoesNotExist):
            queries.loss_of(actor=actor, share=row.shares[0])


def test_who_keeps_another_way_to_it_loses_nothing(row: Chain) -> None:
    row.give(0, 3, versions=[row.versions[0]], scopes=STATUS)
    row.give(0, 2, scopes=STATUS)
    loss = queries.loss_of(actor=row.people[0], share=row.shares[0])
    assert (loss.versions, loss.deeper) == (2, 1)
    sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    assert queries.loss_of(actor=row.people[0], share=row.shares[0]).versions == 0


@pytest.mark.parametrize("state", ["returned", "not_ours"])
def test_what_is_returned_or_not_theirs_is_over_with_all_below_it(row: Chain, state: str) -> None:
    sharing.receive_share(actor=row.people[1], share=row.shares[0], state=state, reason="Not our order.")
    assert seen(row) == [2, 0, 0, 0]
    row.shares[0].refresh_from_db()
    assert row.shares[0].ended_because == "returned"
    telling.tell_of_end(actor=factories.SYSTEM, share_id=row.shares[0].pk)
    assert ("share.ended", f"catalogue.Share:{row.shares[0].pk}") in events(row.organisations[0])
    assert (f"share.{state}", f"catalogue.Share:{row.shares[0].pk}") in events(row.organisations[1])
    assert Receipt.objects.visible_to(row.people[0]).get().reason == "Not our order."
    assert_access_follows()


def test_a_share_is_received_then_accepted_and_stays_open(row: Chain) -> None:
    for state in ("received", "accepted"):
        sharing.receive_share(actor=row.people[1], share=row.shares[0], state=state)
    assert seen(row) == [2, 2, 2, 2]
    assert Receipt.objects.owned_by(row.people[1]).get().state == "accepted"
    (given,) = queries.given_shares(actor=row.people[0])
    assert given.receipt.state == "accepted"
    assert not Receipt.objects.visible_to(row.people[2]).exists()


def test_nobody_but_the_receiver_answers_a_share(row: Chain) -> None:
    for actor in (row.people[0], row.people[2], factories.stranger("reseller")):
        with pytest.raises(NotAllowed):
            sharing.receive_share(actor=actor, share=row.shares[0], state="received")
    viewer = factories.member(row.organisations[1], "viewer")
    with pytest.raises(NotAllowed):
        sharing.receive_share(actor=viewer, share=row.shares[0], state="not_ours")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"state": "kept"}, "S-STATE"),
        ({"state": "returned"}, "P-EMPTY"),
        ({"state": "received", "reason": "x" * 501}, "P-LONG"),
    ],
)
def test_an_answer_that_can_not_be_kept_is_sent_back(row: Chain, answer: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        sharing.receive_share(actor=row.people[1], share=row.shares[0], **answer)
    assert codes(refused) == {code}


def test_a_share_that_ended_is_answered_no_more(row: Chain) -> None:
    sharing.withdraw_share(actor=row.people[0], share=row.shares[0])
    with pytest.raises(Refused) as refused:
        sharing.receive_share(actor=row.people[1], share=row.shares[0], state="accepted")
    assert codes(refused) == {"S-ENDED"}


def test_a_share_is_read_by_its_two_ends_and_nobody_above_or_below(row: Chain) -> None:
    for place, actor in enumerate(row.people):
        given = list(queries.given_shares(actor=actor))
        received = list(queries.received_shares(actor=actor))
        assert given == row.shares[place : place + 1]
        assert received == (row.shares[place - 1 : place] if place else [])
    nobody = factories.stranger("reseller")
    assert not queries.given_shares(actor=nobody).exists()
    assert not queries.received_shares(actor=nobody).exists()
    with pytest.raises(Share.DoesNotExist):
        queries.received_share(actor=row.people[3], pk=row.shares[0].pk)


def test_the_chain_names_one_step_up_and_one_step_down(row: Chain) -> None:
    (line,) = custody.chain(actor=row.people[2])
    assert (line.seen.seller, line.received, line.given, line.further_up) == (
        row.organisations[1],
        row.shares[1],
        (row.shares[2],),
        True,
    )
    (first,) = custody.chain(actor=row.people[1])
    assert (first.further_up, first.seen.seller) == (False, row.organisations[0])
    (own,) = custody.chain(actor=row.people[0])
    assert (own.received, own.given) == (None, (row.shares[0],))
    assert custody.chain(actor=factories.stranger("reseller")) == []


def test_partners_are_those_at_the_other_end_of_one_s_shares(row: Chain) -> None:
    assert queries.partners(actor=row.people[1]) == sorted((row.organisations[0], row.organisations[2]), key=str)
    assert queries.partners(actor=factories.stranger()) == []
