"""Telling people, each once, in their language; letters go out by the outbox.

How another app tells somebody. What happened is one organisation's act, the message is another's row, so the web
process can't write it: the service that acts promises a job of its own app with ids and short codes alone,

    after_commit(Job.TELL, kind="share_opened", share_id=share.pk)

and the app's task calls a service of the app, as the system, which looks up what may be said and calls `tell`:

    tell(
        actor=actor,
        organisation_id=share.to_organisation_id,
        kind=Kind.SHARE_OPENED,
        params={"organisation": in_both(giver.english_name, giver.legal_name), "product": in_both(…)},
        link=reverse("product", kwargs={"organisation": receiver.slug, "pk": share.product_id}),
        dedupe_key=f"share_opened:{share.pk}",
    )

`params` are exactly those of `kinds.KINDS`: names as the reader sees them (`catalogue.queries.seen_as`), never those
of others. Accounts stands below: its jobs are done by `portal.pipelines`. The `dedupe_key` says which happening it was;
told again, nothing is written, so the task may run twice.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from apps.accounts import queries as accounts
from apps.accounts.models import Membership
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.outbox import Queue, after_commit, later
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.notify.jobs import Job
from apps.notify.kinds import PLACEHOLDER, Kind, Value, checked, is_told
from apps.notify.models import Channel, Delivery, DeliveryState, Message
from apps.notify.sending import Letter, NotSent, send
from apps.notify.words import letter_text, said, why_address, why_member

# How long to wait before each further attempt; a letter that fails once more is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell(
    *,
    actor: Actor,
    organisation_id: int,
    kind: Kind,
    params: Mapping[str, Value],
    link: str,
    dedupe_key: str,
    users: Iterable[int] | None = None,
) -> list[Message]:
    """Tell the members of an organisation whose role the kind is for, in the portal and by mail; gives what is new.

    `users` narrows it to these people. A member who is assigned to some things only is told of nothing unless named
    there: whether the thing is theirs is known to the caller. Raises ValueError for params the kind does not have.
    """
    kept = checked(kind, params)
    known = Message.objects.everything(reason=actor.reason).filter(owner_id=organisation_id, dedupe_key=dedupe_key)
    told = set(known.values_list("user_id", flat=True))
    readers = [m for m in _readers(organisation_id, kind, users) if m.user_id not in told]
    messages = Message.objects.bulk_create(
        Message(owner_id=organisation_id, user_id=m.user_id, kind=kind, params=kept, link=link, dedupe_key=dedupe_key)
        for m in readers
    )
    now = timezone.now()
    letters = [
        Delivery(
            owner_id=organisation_id,
            message=message,
            channel=Channel.MAIL,
            address=reader.user.email,
            language=reader.user.language,
        )
        for message, reader in zip(messages, readers, strict=True)
    ]
    Delivery.objects.bulk_create(letters + [_in_app(message, now) for message in messages])
    for letter in letters:
        after_commit(Job.DELIVER, Queue.BULK, delivery_id=letter.pk)
    if messages:
        _noted(actor, organisation_id, kind, dedupe_key, len(messages))
    return messages


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_address(
    *,
    actor: Actor,
    owner_id: int,
    address: str,
    language: str,
    kind: Kind,
    params: Mapping[str, Value],
    link: str,
    dedupe_key: str,
) -> Delivery:
    """Send a letter to somebody without account on behalf of an organisation; gives how it fares.

    In `link`, `kinds.PLACEHOLDER` stands for the token of the invitation that `params` names; it is never kept. Told
    again under the same key, nothing is written. Raises ValueError for params the kind does not have.
    """
    kept = checked(kind, params)
    known = Delivery.objects.everything(reason=actor.reason).filter(message__owner_id=owner_id, message__user=None)
    found: Delivery | None = known.filter(message__dedupe_key=dedupe_key).first()
    if found is not None:
        return found
    message = Message.objects.create(owner_id=owner_id, kind=kind, params=kept, link=link, dedupe_key=dedupe_key)
    _noted(actor, owner_id, kind, dedupe_key, 1)
    delivery: Delivery = Delivery.objects.create(
        owner_id=owner_id, message=message, channel=Channel.MAIL, address=address, language=language
    )
    after_commit(Job.DELIVER, delivery_id=delivery.pk)
    return delivery


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def deliver(*, actor: Actor, delivery_id: int) -> Delivery | None:
    """Send one letter unless it was sent; gives how it fares now, None where there is nothing to send.

    What fails is promised again, later each time, until it is given up; who left meanwhile gets nothing.
    """
    open_letters = Delivery.objects.everything(reason=actor.reason).filter(
        channel=Channel.MAIL, state__in=(DeliveryState.WAITING, DeliveryState.FAILED)
    )
    # Two workers with the same letter: the second waits here and then finds it sent.
    delivery: Delivery | None = open_letters.select_for_update(of=("self",)).filter(pk=delivery_id).first()
    if delivery is None:
        return None
    try:
        send(_letter(delivery))
    except NotSent as error:
        _failed(delivery, error)
    else:
        delivery.state, delivery.sent_at, delivery.last_error = DeliveryState.SENT, timezone.now(), ""
        delivery.attempts += 1
    delivery.save(update_fields=["address", "language", "state", "sent_at", "attempts", "last_error"])
    return delivery


@allowed_to(Permission.MEMBER_INVITE, owner_of="delivery")
@transaction.atomic
def send_again(*, actor: Actor, delivery: Delivery) -> Delivery:
    """Send a letter that was given up, from the first attempt on; any other stays as it is."""
    given_up = Delivery.objects.owned_by(actor).filter(pk=delivery.pk, state=DeliveryState.GIVEN_UP)
    if given_up.update(state=DeliveryState.WAITING, attempts=0, last_error=""):
        record(actor, "message.sent_again", f"notify.Delivery:{delivery.pk}", owner_id=delivery.owner_id)
        after_commit(Job.DELIVER, delivery_id=delivery.pk)
    delivery.refresh_from_db()
    return delivery


@allowed_to(Permission.MESSAGE_SEE, owner_of="message")
@transaction.atomic
def mark_read(*, actor: Actor, message: Message) -> None:
    """Remember that a message was read, from the first time on. Raises NotAllowed for somebody else's message."""
    if actor.user_id is None or message.user_id != actor.user_id:
        raise NotAllowed("only who was told may")
    mine = Message.objects.owned_by(actor).filter(pk=message.pk, user_id=actor.user_id, read_at=None)
    mine.update(read_at=timezone.now())


@allowed_to(Permission.MESSAGE_SEE)
@transaction.atomic
def mark_all_read(*, actor: Actor) -> int:
    """Remember that a person read everything told in the organisation acted for; gives how much that was."""
    mine = Message.objects.owned_by(actor).filter(user_id=actor.user_id or 0, read_at=None)
    return mine.update(read_at=timezone.now())


def _readers(organisation_id: int, kind: Kind, users: Iterable[int] | None) -> list[Membership]:
    """The members who are told, by what they may do today."""
    named = None if users is None else set(users)
    return [
        membership
        for membership in accounts.memberships_in(organisation_id=organisation_id)
        if (not membership.assigned_only if named is None else membership.user_id in named)
        and is_told(kind, membership.role, accounts.actor_of(membership).permissions)
    ]


def _in_app(message: Message, now: datetime) -> Delivery:
    """In the portal a message has arrived as soon as it is there."""
    return Delivery(
        owner_id=message.owner_id, message=message, channel=Channel.IN_APP, state=DeliveryState.SENT, sent_at=now
    )


def _letter(delivery: Delivery) -> Letter:
    """The letter, in words; raises NotSent where nobody is to get it any more."""
    message = delivery.message
    owner = accounts.organisation_by_id(delivery.owner_id)
    if message.user_id is not None:
        # Named again, so that "assigned only" is not asked twice.
        readers = _readers(delivery.owner_id, Kind(message.kind), [message.user_id])
        if not readers:
            raise NotSent("left", for_good=True)
        delivery.address, delivery.language = readers[0].user.email, readers[0].user.language
    link = _whole_link(message)
    with translation.override(delivery.language):
        name = owner.legal_name if delivery.language == "zh-hans" else str(owner)
        why = why_address(name) if message.user_id is None else why_member(name)
        words = said(message.kind, message.params)
        text = letter_text(words, address=link and settings.PUBLIC_URL + link, why=why)
    return Letter(delivery.address, words.subject, text, delivery.language, key=str(delivery.pk))


def _whole_link(message: Message) -> str:
    """The link with its token; raises NotSent for an invitation that waits for no answer any more."""
    if message.kind != Kind.INVITATION:
        return message.link
    token = accounts.token_of_open_invitation(invitation_id=message.params["invitation"])
    if token is None:
        raise NotSent("answered", for_good=True)
    return message.link.replace(PLACEHOLDER, token)


def _failed(delivery: Delivery, error: NotSent) -> None:
    delivery.last_error = error.code
    # What is not sent because nobody is to get it was not tried.
    delivery.attempts += error.code not in ("left", "answered")
    if error.for_good or delivery.attempts > len(WAITS):
        delivery.state = DeliveryState.GIVEN_UP
        return
    delivery.state = DeliveryState.FAILED
    later(Job.DELIVER, Queue.BULK, WAITS[delivery.attempts - 1], delivery_id=delivery.pk)


def _noted(actor: Actor, organisation_id: int, kind: Kind, dedupe_key: str, people: int) -> None:
    record(
        actor,
        "message.told",
        f"accounts.Organisation:{organisation_id}",
        owner_id=organisation_id,
        kind=str(kind),
        key=dedupe_key,
        people=people,
    )
