"""Reading messages, and how their letters fare."""

from collections.abc import Iterable

from django.db.models import Case, Prefetch, QuerySet, Value, When

from apps.kernel.actor import Actor
from apps.notify.models import Channel, Delivery, Message


def messages(*, actor: Actor) -> QuerySet[Message]:
    """What a person was told in the organisation acted for: the unread first, then the newest; a key has none."""
    mine = Message.objects.owned_by(actor).filter(user_id=actor.user_id or 0)
    unread_first = Case(When(read_at=None, then=Value(0)), default=Value(1))
    letters = Prefetch("deliveries", Delivery.objects.owned_by(actor).filter(channel=Channel.MAIL), to_attr="letters")
    return mine.prefetch_related(letters).order_by(unread_first, "-created_at", "-pk")


def message(*, actor: Actor, pk: int) -> Message:
    """One of a person's messages; raises Message.DoesNotExist."""
    return messages(actor=actor).get(pk=pk)


def unread(*, actor: Actor) -> int:
    """How many messages a person has not read yet."""
    return messages(actor=actor).filter(read_at=None).count()


def deliveries_to_addresses(*, actor: Actor, dedupe_keys: Iterable[str]) -> dict[str, Delivery]:
    """How the letters fare that the actor's organisation had sent to people without account, by their key."""
    found = Delivery.objects.owned_by(actor).select_related("message")
    letters = found.filter(channel=Channel.MAIL, message__user=None, message__dedupe_key__in=list(dedupe_keys))
    return {letter.message.dedupe_key: letter for letter in letters}


def delivery(*, actor: Actor, pk: int) -> Delivery:
    """One delivery of the actor's organisation; raises Delivery.DoesNotExist."""
    found: Delivery = Delivery.objects.owned_by(actor).select_related("message").get(pk=pk)
    return found
