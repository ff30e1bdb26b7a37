"""Every write on the log: a leaf more, a checkpoint signed, a new key."""

import base64
from collections.abc import Mapping, Sequence

import rfc8785
from django.conf import settings
from django.db import connection, transaction

from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.outbox import Queue, after_commit
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.ledger import queries, sealing
from apps.ledger.jobs import Job
from apps.ledger.merkle import completed_by, leaf_hash, left_of
from apps.ledger.models import Checkpoint, Kind, Leaf, SigningKey
from apps.ledger.notes import checkpoint_text, key_id, note

# What JSON holds of texts, whole numbers and nothing else.
Plain = str | int | None | Sequence["Plain"] | Mapping[str, "Plain"]


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def append_leaf(*, actor: Actor, kind: Kind, content: Mapping[str, Plain]) -> Leaf:
    """Add a leaf to the log, in the caller's transaction; the log waits for that transaction to end.

    `content` is public for ever: no tenant, no person. A checkpoint over it is signed by a worker.
    """
    _lock()
    index = queries.size()
    said = rfc8785.dumps(content)
    known = queries.node_hashes(left_of(index))
    nodes = completed_by(index, known.__getitem__, leaf_hash(said))
    leaf = Leaf.objects.create(index=index, kind=kind, content=said.decode(), nodes=[hashed.hex() for hashed in nodes])
    after_commit(Job.SIGN_CHECKPOINT, Queue.BULK)
    return leaf


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def sign_checkpoint(*, actor: Actor) -> Checkpoint | None:
    """Sign the log as it is; None while it is empty. A size is signed once with each key.

    Makes the first key where there is none. Raises sealing.KeyMissing where the key's private half is not here.
    """
    _lock()
    size = queries.size()
    if not size:
        return None
    key = queries.keys().last() or _made_key(actor)
    known = Checkpoint.objects.filter(size=size, key=key).first()
    return known or _signed(key, size)


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def rotate_key(*, actor: Actor) -> SigningKey:
    """Make a new key and sign the log with it; the keys before it stay published and their signatures good."""
    _lock()
    key = _made_key(actor)
    if size := queries.size():
        _signed(key, size)
    return key


def _lock() -> None:
    """Held until the transaction ends: two leaves at once would have one index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('ledger', 0))")


def _made_key(actor: Actor) -> SigningKey:
    public = sealing.make_key()
    name = settings.LEDGER_ORIGIN
    key = SigningKey.objects.create(
        name=name, key_id=key_id(name, public).hex(), public_key=base64.b64encode(public).decode()
    )
    record(actor, "ledger.key_made", f"ledger.SigningKey:{key.pk}", name=name, key_id=key.key_id)
    return key


def _signed(key: SigningKey, size: int) -> Checkpoint:
    public = base64.b64decode(key.public_key)
    root = queries.root(size)
    text = checkpoint_text(key.name, size, bytes.fromhex(root))
    signed = note(text, key.name, bytes.fromhex(key.key_id), sealing.sign(public, text))
    return Checkpoint.objects.create(key=key, size=size, root=root, note=signed)
