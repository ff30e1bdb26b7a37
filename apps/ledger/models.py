"""The log: its leaves, the keys it is signed with, and what was signed. Nothing here is ever changed."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

# A leaf without the one before it, or a second one in its place, would be another log.
NEXT_LEAF = """
IF NEW.index <> (SELECT coalesce(max(index) + 1, 0) FROM ledger_leaf) THEN
    RAISE EXCEPTION 'the next leaf has another index than %', NEW.index;
END IF;
RETURN NEW;
"""


class Kind(models.TextChoices):
    """What a leaf stands for."""

    EDITION = "edition"


class Leaf(models.Model):
    """One entry of the log. Public: it names no tenant and no person.

    `content` is its canonical JSON (RFC 8785), the bytes that were hashed. `nodes` are the hashes, hexadecimal, of the
    complete subtrees that end with it, by height: the first is the leaf's own (`merkle.completed_by`).
    """

    index = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind)
    content = models.TextField()
    nodes = ArrayField(models.CharField(max_length=64))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["index"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="leaf_has_a_known_kind"),
            models.CheckConstraint(condition=Q(nodes__len__gte=1), name="leaf_has_its_own_hash"),
        ]
        triggers = [
            pgtrigger.Protect(name="leaf_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="leaf_is_the_next", operation=pgtrigger.Insert, when=pgtrigger.Before, func=NEXT_LEAF
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"

    @property
    def leaf_hash(self) -> str:
        return self.nodes[0]


class SigningKey(models.Model):
    """A key the log is signed with; the newest is in use, all others are retired and stay published.

    Its private half lies outside the database (`sealing`). `name` is the log's, as it stands in signatures;
    `public_key` is the base64 of 32 bytes of Ed25519; `key_id` tells keys of one name apart, hexadecimal.
    """

    name = models.CharField(max_length=200)
    key_id = models.CharField(max_length=8)
    public_key = models.CharField(max_length=44, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["name", "key_id"], name="signing_key_told_apart")]
        triggers = [pgtrigger.Protect(name="signing_key_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id}"


class Checkpoint(models.Model):
    """What was signed: how many leaves there were, and the root over them, as a signed note."""

    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="checkpoints")
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["size", "pk"]
        constraints = [models.UniqueConstraint(fields=["size", "key"], name="checkpoint_once_per_size_and_key")]
        triggers = [pgtrigger.Protect(name="checkpoint_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.key.name} {self.size}"
