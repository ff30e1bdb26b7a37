"""Telling people: who is told, once, in which language; how a letter fares; what one has read."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from apps.accounts import queries as accounts
from apps.accounts.models import Invitation, Membership
from apps.accounts.tokens import token_digest
from apps.kernel import outbox
from apps.kernel.actor import NotAllowed
from apps.kernel.models import AuditEvent, Outbox
from apps.notify import queries, services, tasks
from apps.notify.jobs import Job
from apps.notify.kinds import PLACEHOLDER, Kind
from apps.notify.models import Delivery, DeliveryState
from tests import factories
from tests.factories import SYSTEM
from tests.factories.owners import assert_owner_is_the_parents
from tests.notify.conftest import REASON, House, letters, messages, person, told
from tests.notify.post_office import closed_port, open_office

pytestmark = pytest.mark.django_db


def promised() -> list[Outbox]:
    return list(Outbox.objects.filter(job=Job.DELIVER).order_by("pk"))


def deliver(letter: Delivery) -> Delivery:
    services.deliver(actor=SYSTEM, delivery_id=letter.pk)
    letter.refresh_from_db()
    return letter


# Who is told


def test_who_holds_the_verb_is_told_in_the_portal_and_by_mail(house: House) -> None:
    assert told(house.tell()) == {house.admin.user_id, house.reader.user_id}
    rows = Delivery.objects.everything(reason=REASON).order_by("message__pk", "channel")
    assert [(row.channel, row.state) for row in rows] == [("in_app", "sent"), ("mail", "waiting")] * 2
    assert [row.arguments for row in promised()] == [{"delivery_id": letter.pk} for letter in letters()]
    assert {row.queue for row in promised()} == {"bulk"}


def test_another_organisation_is_told_nothing(house: House) -> None:
    stranger = factories.stranger()
    assert stranger.user_id not in told(house.tell())
    assert not queries.messages(actor=stranger).exists()


def test_who_is_assigned_to_some_things_only_is_told_when_named(house: House) -> None:
    assert house.assigned.user_id not in told(house.tell())
    named = house.tell(users=[house.assigned.user_id], dedupe_key="share_opened:2")
    assert told(named) == {house.assigned.user_id}


def test_who_is_named_without_the_verb_is_told_nothing(house: House) -> None:
    assert house.tell(users=[house.viewer.user_id]) == []


def test_who_may_not_sign_in_is_told_nothing(house: House) -> None:
    user = person(house.reader)
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert told(house.tell()) == {house.admin.user_id}


def test_the_same_happening_is_told_once(house: House) -> None:
    first = house.tell()
    assert (house.tell(), len(messages()), len(promised())) == ([], len(first), len(first))
    assert AuditEvent.objects.filter(verb="message.told").count() == 1


def test_who_joins_between_two_attempts_is_told_too(house: House) -> None:
    house.tell()
    late = factories.member(house.organisation, "admin")
    assert told(house.tell()) == {late.user_id}


def test_a_person_of_two_organisations_is_told_in_each(house: House) -> None:
    other = factories.organisation("buyer")
    factories.add_member(
        actor=SYSTEM,
        organisation=other,
        email=person(house.admin).email,
        name="",
        password="",
        role="admin",
        language="en",
    )
    house.tell()
    assert told(house.tell(organisation_id=other.pk)) == {house.admin.user_id}


@pytest.mark.parametrize("link", ["https://example.test/", "//example.test/", "products/5/"])
def test_a_link_leads_into_the_portal_or_nowhere(house: House, link: str) -> None:
    with pytest.raises(Exception, match="message_links_into_the_portal"):
        house.tell(link=link)


def test_only_the_system_tells(house: House) -> None:
    with pytest.raises(NotAllowed):
        services.tell(actor=house.admin, organisation_id=1, kind=Kind.KEY_CREATED, params={}, link="", dedupe_key="1")


def test_a_deliverys_owner_is_its_messages(house: House) -> None:
    house.tell()
    Delivery.objects.everything(reason=REASON).filter(channel="in_app").delete()
    assert_owner_is_the_parents(letters()[0], factories.organisation("buyer"), channel="in_app")


# The letter


def test_a_letter_is_in_the_readers_language(house: House, settings: Any) -> None:
    settings.PUBLIC_URL = "https://hefu.test"
    house.tell(users=[house.reader.user_id])
    delivered = deliver(letters()[0])
    assert (delivered.state, delivered.attempts, delivered.sent_at is not None) == ("sent", 1, True)
    letter = mail.outbox[0]
    assert (letter.subject, letter.to) == ("北风贸易有限公司向贵方共享K21 自助终端", [person(house.reader).email])
    assert "https://hefu.test/o/somewhere/products/5/" in letter.body
    assert house.organisation.legal_name in letter.body
    assert letter.extra_headers["Content-Language"] == "zh-Hans"


def test_a_letter_is_sent_once_however_often_it_is_delivered(house: House) -> None:
    house.tell(users=[house.admin.user_id])
    deliver(letters()[0])
    assert services.deliver(actor=SYSTEM, delivery_id=letters()[0].pk) is None
    assert (len(mail.outbox), letters()[0].attempts) == (1, 1)


def test_a_letter_sent_again_after_a_doubt_is_the_same_letter(house: House) -> None:
    house.tell(users=[house.admin.user_id])
    for _ in range(2):
        deliver(letters()[0])
        Delivery.objects.everything(reason=REASON).update(state=DeliveryState.WAITING, sent_at=None)
    first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert first == second


def test_who_left_meanwhile_gets_nothing(house: House) -> None:
    house.tell(users=[house.reader.user_id])
    Membership.objects.filter(user_id=house.reader.user_id).delete()
    delivered = deliver(letters()[0])
    assert (mail.outbox, delivered.state, delivered.last_error, delivered.attempts) == ([], "given_up", "left", 0)
    assert len(promised()) == 1, "nothing is promised again"


def test_who_lost_the_verb_meanwhile_gets_nothing(house: House) -> None:
    house.tell(users=[house.reader.user_id])
    Membership.objects.filter(user_id=house.reader.user_id).update(role="viewer")
    assert deliver(letters()[0]).last_error == "left"


def test_a_letter_goes_to_the_address_of_today(house: House) -> None:
    house.tell(users=[house.admin.user_id])
    user = person(house.admin)
    user.email = "new@example.test"
    user.save(update_fields=["email"])
    assert deliver(letters()[0]).address == "new@example.test"
    assert mail.outbox[0].to == ["new@example.test"]


# The mail server


@pytest.fixture
def smtp() -> Iterator[int]:
    """Django's own way to a mail server, at a port where nobody listens yet."""
    port = closed_port()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port
    ):
        yield port


def test_a_letter_waits_for_a_mail_server_that_is_away_and_goes_out_when_it_is_back(house: House, smtp: int) -> None:
    house.tell(users=[house.reader.user_id])
    failed = deliver(letters()[0])
    assert (failed.state, failed.attempts, failed.last_error) == ("failed", 1, "unreachable")
    _first, again = promised()
    assert again.arguments == {"delivery_id": failed.pk}
    with open_office(smtp) as office:
        assert tasks.deliver.apply(kwargs=again.arguments, headers={"outbox_id": again.pk}).successful()
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.last_error) == ("sent", 2, "")
    parsed = message_from_bytes(office.kept[0], policy=policy.default)
    assert str(parsed["Subject"]).strip() == "北风贸易有限公司向贵方共享K21 自助终端"
    assert parsed.get_content_type() == "text/plain"


def test_an_address_that_is_refused_for_good_is_not_tried_again(house: House, smtp: int) -> None:
    house.tell(users=[house.reader.user_id])
    with open_office(smtp) as office:
        office.refusing = "550 nobody here"
        refused = deliver(letters()[0])
    assert (refused.state, refused.attempts, refused.last_error) == ("given_up", 1, "address")
    assert len(promised()) == 1


def test_an_address_that_is_refused_for_now_is_tried_again(house: House, smtp: int) -> None:
    house.tell(users=[house.reader.user_id])
    with open_office(smtp) as office:
        office.refusing = "450 later"
        refused = deliver(letters()[0])
    assert (refused.state, refused.last_error, len(promised())) == ("failed", "address", 2)


def test_each_attempt_waits_longer_and_the_last_one_gives_up(house: House, smtp: int) -> None:
    house.tell(users=[house.reader.user_id])
    letter, states = letters()[0], []
    while not states or states[-1] == DeliveryState.FAILED:
        states.append(deliver(letter).state)
    assert states == [DeliveryState.FAILED] * len(services.WAITS) + [DeliveryState.GIVEN_UP]
    waits = [row.not_before - row.created_at for row in promised() if row.not_before]
    assert waits == sorted(waits)
    assert all(abs(wait - wanted) < timedelta(seconds=5) for wait, wanted in zip(waits, services.WAITS, strict=True))
    assert deliver(letter).attempts == len(states), "what was given up is not tried again"


# An address without account


def invited(house: House, **changes: Any) -> Invitation:
    fields = {
        "owner": house.organisation,
        "email": "lin@example.test",
        "kind": "partner",
        "role": "admin",
        "seed": "s" * 43,
        "sha256": "0" * 64,
        "created_by": person(house.admin),
        "expires_at": timezone.now() + timedelta(days=14),
    }
    return Invitation.objects.create(**{**fields, **changes})


def tell_address(house: House, invitation: Invitation, language: str = "zh-hans") -> Delivery:
    return services.tell_address(
        actor=SYSTEM,
        owner_id=house.organisation.pk,
        address=invitation.email,
        language=language,
        kind=Kind.INVITATION,
        params={"organisation": "北风贸易", "until": "2026-12-07", "invitation": invitation.pk},
        link=f"/invitations/{PLACEHOLDER}/",
        dedupe_key=f"invitation:{invitation.pk}",
    )


def test_an_invitation_goes_out_in_the_language_it_was_made_in(house: House) -> None:
    deliver(tell_address(house, invited(house)))
    letter = mail.outbox[0]
    assert (letter.subject, letter.to) == ("北风贸易邀请您加入合符", ["lin@example.test"])
    assert house.organisation.legal_name in letter.body


def test_the_token_of_an_invitation_stands_in_the_letter_alone(house: House) -> None:
    invitation = invited(house)
    delivery = deliver(tell_address(house, invitation))
    token = accounts.token_of_open_invitation(invitation_id=invitation.pk)
    assert token
    assert f"/invitations/{token}/" in mail.outbox[0].body
    assert delivery.message.link == f"/invitations/{PLACEHOLDER}/"
    assert token_digest(token) not in str(delivery.message.params)


@pytest.mark.parametrize("state", ["accepted_at", "declined_at", "withdrawn_at", "expires_at"])
def test_an_invitation_that_waits_no_more_is_not_sent(house: House, state: str) -> None:
    over = {state: timezone.now()} | ({"accepted_by": person(house.admin)} if state == "accepted_at" else {})
    delivery = deliver(tell_address(house, invited(house, **over)))
    assert (mail.outbox, delivery.state, delivery.last_error) == ([], "given_up", "answered")


def test_an_address_is_told_once(house: House) -> None:
    invitation = invited(house)
    assert tell_address(house, invitation).pk == tell_address(house, invitation).pk
    assert (len(messages()), len(promised())) == (1, 1)


def test_who_invited_sees_how_the_letter_fares(house: House) -> None:
    delivery = tell_address(house, invited(house))
    key = delivery.message.dedupe_key
    assert queries.deliveries_to_addresses(actor=house.admin, dedupe_keys=[key]) == {key: delivery}
    assert queries.deliveries_to_addresses(actor=factories.stranger(), dedupe_keys=[key]) == {}


def test_a_letter_that_was_given_up_is_sent_again_on_request(house: House) -> None:
    invitation = invited(house, withdrawn_at=timezone.now())
    delivery = deliver(tell_address(house, invitation))
    Invitation.objects.everything(reason=REASON).update(withdrawn_at=None)
    waiting = services.send_again(actor=house.admin, delivery=delivery)
    assert (waiting.state, waiting.last_error) == ("waiting", "")
    assert deliver(waiting).state == "sent"
    assert services.send_again(actor=house.admin, delivery=waiting).state == "sent"


def test_another_organisation_sends_nothing_again(house: House) -> None:
    delivery = tell_address(house, invited(house))
    with pytest.raises(NotAllowed):
        services.send_again(actor=factories.stranger(), delivery=delivery)


# Reading


def test_one_reads_ones_own_messages_the_unread_first(house: House) -> None:
    for key in ("first", "second", "third"):
        house.tell(dedupe_key=key)
    newest = queries.messages(actor=house.admin)[0]
    assert (newest.dedupe_key, queries.unread(actor=house.admin)) == ("third", 3)
    services.mark_read(actor=house.admin, message=newest)
    assert [m.dedupe_key for m in queries.messages(actor=house.admin)] == ["second", "first", "third"]
    assert (queries.unread(actor=house.admin), queries.unread(actor=house.reader)) == (2, 3)


def test_a_message_is_read_from_the_first_time_on(house: House) -> None:
    house.tell()
    message = queries.messages(actor=house.admin)[0]
    services.mark_read(actor=house.admin, message=message)
    message.refresh_from_db()
    read_at = message.read_at
    services.mark_read(actor=house.admin, message=message)
    message.refresh_from_db()
    assert message.read_at == read_at


def test_a_colleague_marks_nothing_of_mine(house: House) -> None:
    house.tell()
    mine = queries.messages(actor=house.admin)[0]
    with pytest.raises(NotAllowed):
        services.mark_read(actor=house.reader, message=mine)
    assert services.mark_all_read(actor=house.reader) == 1
    assert queries.unread(actor=house.admin) == 1


def test_a_letter_to_an_address_is_nobodys_message(house: House) -> None:
    tell_address(house, invited(house))
    assert [list(queries.messages(actor=actor)) for actor in (house.admin, house.viewer)] == [[], []]


def test_a_promise_for_later_is_not_queued_before(house: House, smtp: int, monkeypatch: pytest.MonkeyPatch) -> None:
    house.tell(users=[house.reader.user_id])
    deliver(letters()[0])
    sent: list[int] = []
    monkeypatch.setattr(outbox, "send", lambda pk: bool(sent.append(pk)) or True)
    first, again = promised()
    assert (outbox.relay(), sent) == (1, [first.pk])
    Outbox.objects.filter(pk=again.pk).update(not_before=timezone.now())
    assert (outbox.relay(), sent[1:]) == (2, [first.pk, again.pk])
