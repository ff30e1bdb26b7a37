"""The log in a real database: leaves in order for ever, proofs out of what is kept, checkpoints anybody can check."""

import base64
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings

from apps.kernel.actor import NotAllowed, system
from apps.kernel.models import AuditEvent, Outbox
from apps.ledger import merkle, queries, sealing
from apps.ledger.jobs import Job
from apps.ledger.models import Checkpoint, Kind, Leaf, SigningKey
from apps.ledger.notes import key_id, read_note
from apps.ledger.services import append_leaf, rotate_key, sign_checkpoint
from tests import factories
from tests.database_roles import as_role

pytestmark = pytest.mark.django_db
SYSTEM = system(reason="a test writes the log")


@pytest.fixture(autouse=True)
def keys(tmp_path: Path) -> Iterator[Path]:
    """A folder of keys of the test's own."""
    with override_settings(LEDGER_KEYS=tmp_path / "keys", LEDGER_ORIGIN="hefu.example/ledger"):
        yield tmp_path / "keys"


def append(count: int) -> list[Leaf]:
    return [append_leaf(actor=SYSTEM, kind=Kind.EDITION, content={"row": number}) for number in range(count)]


def hashes(leaves: list[Leaf]) -> list[bytes]:
    return [bytes.fromhex(leaf.leaf_hash) for leaf in leaves]


def test_a_leaf_is_hashed_over_the_very_bytes_that_are_shown() -> None:
    leaf = append_leaf(actor=SYSTEM, kind=Kind.EDITION, content={"b": [1, "二"], "a": None})
    assert leaf.content == '{"a":null,"b":[1,"二"]}'
    assert leaf.leaf_hash == merkle.leaf_hash(leaf.content.encode()).hex()


def test_every_proof_out_of_the_kept_nodes_holds() -> None:
    leaves = append(13)
    known = hashes(leaves)
    for size in range(1, 14):
        assert queries.root(size) == merkle.root(known[:size]).hex()
        for index in range(size):
            found = queries.inclusion(index, size)
            path = [bytes.fromhex(step) for step in found.path]
            assert merkle.includes(bytes.fromhex(found.root), size, index, known[index], path)
        for first in range(1, size + 1):
            grown = queries.consistency(first, size)
            roots = bytes.fromhex(grown.first_root), bytes.fromhex(grown.second_root)
            path = [bytes.fromhex(step) for step in grown.path]
            assert merkle.goes_on(first, roots[0], size, roots[1], path)


def test_a_proof_reads_the_log_once_however_long_it_is() -> None:
    append(33)
    with CaptureQueriesContext(connection) as asked:
        queries.inclusion(4, 33)
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        queries.consistency(20, 33)
    assert len(asked) == 1


def test_of_what_is_not_in_the_log_there_is_no_proof() -> None:
    append(3)
    for index, size in ((3, 3), (0, 4), (-1, 2)):
        with pytest.raises(ValueError, match=r"leaf|log"):
            queries.inclusion(index, size)
    for first, second in ((0, 2), (2, 4), (3, 2)):
        with pytest.raises(ValueError, match=r"tree|log"):
            queries.consistency(first, second)


def test_the_log_of_no_leaves_has_a_root_and_no_checkpoint() -> None:
    assert queries.size() == 0
    assert queries.root(0) == merkle.EMPTY.hex()
    assert sign_checkpoint(actor=SYSTEM) is None
    assert queries.checkpoint() is None


@pytest.mark.parametrize("model", [Leaf, SigningKey, Checkpoint])
def test_nothing_of_the_log_is_changed_or_removed(model: type[Leaf | SigningKey | Checkpoint]) -> None:
    append(1)
    sign_checkpoint(actor=SYSTEM)
    assert model.objects.exists()
    for role, refusal in (("hefu_owner", "Cannot update or delete"), ("hefu_system", "permission denied")):
        with as_role(role):
            for statement in ("DELETE FROM {}", "UPDATE {} SET created_at = now()"):
                with pytest.raises(ProgrammingError, match=refusal), transaction.atomic():
                    connection.cursor().execute(statement.format(model._meta.db_table))


@pytest.mark.parametrize("index", [0, 1, 3])
def test_a_leaf_that_is_not_the_next_is_refused_by_the_database(index: int) -> None:
    append(2)
    with pytest.raises(ProgrammingError, match="the next leaf"), transaction.atomic():
        Leaf.objects.create(index=index, kind=Kind.EDITION, content="{}", nodes=["00" * 32])


def test_the_web_can_neither_name_a_key_nor_write_a_checkpoint() -> None:
    append(1)
    key = rotate_key(actor=SYSTEM)
    with as_role("hefu_app"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            SigningKey.objects.create(name="hefu.example/ledger", key_id="00000000", public_key="A" * 44)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Checkpoint.objects.create(key=key, size=9, root="00" * 32, note="")
        assert queries.checkpoint() is not None


def test_only_the_system_writes_the_log() -> None:
    member = factories.member(factories.organisation("operator"))
    for write in (
        lambda: append_leaf(actor=member, kind=Kind.EDITION, content={}),
        lambda: sign_checkpoint(actor=member),
        lambda: rotate_key(actor=member),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert not Leaf.objects.exists()
    assert not SigningKey.objects.exists()


def test_a_leaf_promises_a_checkpoint_which_the_job_signs() -> None:
    append(1)
    promised = Outbox.objects.get(job=Job.SIGN_CHECKPOINT)
    assert promised.arguments == {}
    sign_checkpoint(actor=SYSTEM)
    found = queries.checkpoint()
    assert found is not None
    assert (found.size, found.root) == (1, queries.root(1))


def test_a_checkpoint_is_checked_with_its_text_and_the_published_key_alone() -> None:
    append(5)
    sign_checkpoint(actor=SYSTEM)
    found = queries.checkpoint()
    assert found is not None
    said = read_note(found.note)
    origin, size, root, *rest = said.text.split("\n")
    assert (origin, size, rest) == ("hefu.example/ledger", "5", [""])
    assert base64.b64decode(root).hex() == queries.root(5)
    [(name, identifier, signature)] = said.signatures
    public = base64.b64decode(found.key.public_key)
    assert (name, identifier) == (origin, key_id(origin, public))
    Ed25519PublicKey.from_public_bytes(public).verify(signature, said.text.encode())
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public).verify(signature, said.text.replace("\n5\n", "\n6\n").encode())


def test_the_same_log_is_signed_once() -> None:
    append(2)
    first, second = sign_checkpoint(actor=SYSTEM), sign_checkpoint(actor=SYSTEM)
    assert first == second
    assert Checkpoint.objects.count() == 1


def test_a_new_key_signs_the_log_as_it_is_and_the_old_one_stays_published() -> None:
    append(2)
    sign_checkpoint(actor=SYSTEM)
    call_command("rotate_ledger_key", verbosity=0)
    old, new = queries.keys()
    assert old.public_key != new.public_key
    assert [c.key for c in Checkpoint.objects.filter(size=2).order_by("pk")] == [old, new]
    append(1)
    signed = sign_checkpoint(actor=SYSTEM)
    assert signed is not None
    assert (signed.size, signed.key) == (3, new)
    assert AuditEvent.objects.filter(verb="ledger.key_made").count() == 2


def test_the_private_key_is_a_file_for_its_owner_alone_and_not_in_the_database(keys: Path) -> None:
    append(1)
    sign_checkpoint(actor=SYSTEM)
    [path] = keys.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    private = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(private, Ed25519PrivateKey)
    secret = private.private_bytes_raw()
    [key] = SigningKey.objects.values()
    kept = json.dumps(key, default=str)
    assert base64.b64encode(private.public_key().public_bytes_raw()).decode() in kept
    assert not [form for form in (secret.hex(), base64.b64encode(secret).decode()) if form in kept]


def test_without_its_private_key_the_log_is_not_signed_and_says_how_to_go_on(keys: Path) -> None:
    append(1)
    sign_checkpoint(actor=SYSTEM)
    append(1)
    [path] = keys.iterdir()
    path.unlink()
    with pytest.raises(sealing.KeyMissing, match="rotate_ledger_key"), transaction.atomic():
        sign_checkpoint(actor=SYSTEM)
    rotate_key(actor=SYSTEM)
    found = queries.checkpoint()
    assert found is not None
    assert found.size == 2


@pytest.mark.django_db(transaction=True)
def test_leaves_that_come_at_once_take_one_place_each() -> None:
    ready = Barrier(4)

    def write() -> None:
        try:
            ready.wait(10)
            append(5)
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    leaves = list(Leaf.objects.all())
    assert [leaf.index for leaf in leaves] == list(range(20))
    assert queries.root(20) == merkle.root(hashes(leaves)).hex()
