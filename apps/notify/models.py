"""What people were told, and how it reached them."""

from django.db import models
from django.db.models import Q

from apps.accounts.models import User
from apps.kernel.tenancy import TenantModel
from apps.notify.kinds import Kind


class Message(TenantModel):
    """One thing told to one person of the owner, or to an address without account (`user` is null then).

    `params` are ids and texts that the reader may know; the words are made of them on reading, in their language.
    """

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40, choices=[(k.value, k.value) for k in Kind])
    params = models.JSONField(default=dict)
    # A path of the portal; what is secret in it stands only in the letter.
    link = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in Kind]), name="message_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(link="") | (Q(link__startswith="/") & ~Q(link__startswith="//")),
                name="message_links_into_the_portal",
            ),
            models.UniqueConstraint(
                fields=["owner", "user", "dedupe_key"], nulls_distinct=False, name="message_told_once"
            ),
            models.UniqueConstraint(fields=["id", "owner"], name="message_with_its_owner"),
        ]
        indexes = [
            models.Index(fields=["owner", "user", "-created_at"], name="message_of_a_person"),
            models.Index(fields=["owner", "user"], condition=Q(read_at=None), name="message_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedupe_key}"


class Channel(models.TextChoices):
    MAIL = "mail"
    IN_APP = "in_app"


class DeliveryState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class Delivery(TenantModel):
    """One way on which a message goes out; `last_error` is a code of `words.WHY_NOT`, for people to read."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values) & Q(state__in=DeliveryState.values),
                name="delivery_of_a_known_channel_and_state",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at=None)),
                name="delivery_sent_has_a_date",
            ),
            # With the owner, or another's message would be known by what is delivered of it already.
            models.UniqueConstraint(fields=["owner", "message", "channel"], name="delivery_once_per_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address} {self.state}"
