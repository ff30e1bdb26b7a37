"""The log over the API: a stranger with nothing but a hash function and a published key can check all of it."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test.utils import override_settings

from apps.kernel.actor import system
from apps.ledger import merkle
from apps.ledger.notes import read_note
from apps.ledger.services import sign_checkpoint
from apps.registry.numbers import number_key
from tests import factories
from tests.api.calls import ask

pytestmark = pytest.mark.django_db

EDITION = "lists/national-genai/editions/3/proof/"


@pytest.fixture(autouse=True)
def _signed(tmp_path: Path) -> Iterator[None]:
    with override_settings(LEDGER_KEYS=tmp_path, LEDGER_ORIGIN="hefu.example/ledger"):
        factories.national_list(upto=4)
        sign_checkpoint(actor=system(reason="a test signs the log"))
        yield


def included(proof: dict[str, Any], leaf: bytes) -> bool:
    path = [bytes.fromhex(step) for step in proof["path"]]
    return merkle.includes(bytes.fromhex(proof["root_hash"]), proof["size"], proof["index"], leaf, path)


def test_an_edition_is_proved_from_its_rows_to_the_signature() -> None:
    said = ask(EDITION).json()
    leaf = merkle.leaf_hash(said["leaf"]["content"].encode())
    assert included(said["inclusion"], leaf)
    assert said["inclusion"]["root_hash"] == said["checkpoint"]["root_hash"]
    note = read_note(said["checkpoint"]["note"])
    origin, size, root, _ = note.text.split("\n")
    assert (origin, int(size)) == ("hefu.example/ledger", said["inclusion"]["size"])
    assert base64.b64decode(root).hex() == said["inclusion"]["root_hash"]
    [key] = ask("ledger/keys/").json()["results"]
    [(_, _, signature)] = note.signatures
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key["public_key"])).verify(signature, note.text.encode())
    content = json.loads(said["leaf"]["content"])
    edition = ask("lists/national-genai/editions/3/").json()
    assert (content["edition"], content["as_of"]) == (3, edition["as_of"])
    assert (content["rows_sha256"], content["totals"]) == (edition["sha256"], edition["totals"])
    assert edition["leaf"] == said["leaf"]["index"] == 2


def test_a_listed_number_is_proved_against_the_editions_leaf() -> None:
    said = ask(EDITION + "?number=beijing-chatglm-20230821").json()
    proof = said["number"]
    content = json.loads(said["leaf"]["content"])
    assert proof["root_hash"] == content["rows_root"]
    assert proof["count"] == sum(content["totals"].values())
    [row] = proof["rows"]
    assert json.loads(row["line"])[2] == "Beijing-ChatGLM-20230821"
    assert _row_holds(proof, row)


def test_that_a_number_is_not_there_is_proved_by_the_rows_around_it() -> None:
    asked = "Beijing-ZhiYouShiLi-202401010001"
    proof = ask(f"{EDITION}?number={asked}").json()["number"]
    assert proof["rows"] == []
    before, after = proof["neighbours"]
    keys = [number_key(json.loads(row["line"])[2]) for row in (before, after)]
    assert keys[0] < number_key(asked) < keys[1]
    assert before["index"] + 1 == after["index"]
    assert all(_row_holds(proof, row) for row in (before, after))


def test_the_log_is_shown_to_have_only_grown() -> None:
    said = ask("ledger/consistency/?first=1").json()
    head = ask("ledger/").json()
    assert (said["second"], said["second_root"]) == (head["size"], head["root_hash"]) == (4, head["root_hash"])
    path = [bytes.fromhex(step) for step in said["path"]]
    roots = [bytes.fromhex(said[name]) for name in ("first_root", "second_root")]
    assert merkle.goes_on(1, roots[0], 4, roots[1], path)


def test_a_leaf_is_proved_in_the_log_of_an_earlier_size() -> None:
    said = ask("ledger/leaves/1/?size=2").json()
    assert said["inclusion"]["size"] == 2
    assert included(said["inclusion"], merkle.leaf_hash(said["leaf"]["content"].encode()))


@pytest.mark.parametrize(
    ("path", "status", "names"),
    [
        ("ledger/leaves/4/", 404, ""),
        ("ledger/leaves/1/?size=1", 400, "size"),
        ("ledger/leaves/1/?size=5", 400, "size"),
        ("ledger/leaves/1/?size=x", 400, "size"),
        ("ledger/consistency/", 400, "first"),
        ("ledger/consistency/?first=5", 400, "first"),
        ("ledger/consistency/?first=3&second=2", 400, "second"),
        ("ledger/consistency/?first=3&second=9", 400, "second"),
        ("lists/national-genai/editions/9/proof/", 404, ""),
        ("lists/nowhere/editions/1/proof/", 404, ""),
    ],
)
def test_what_is_not_in_the_log_is_said_with_its_place(path: str, status: int, names: str) -> None:
    answer = ask(path)
    assert answer.status_code == status
    if names:
        assert [error["parameter"] for error in answer.json()["errors"]] == [names]


def _row_holds(proof: dict[str, Any], row: dict[str, Any]) -> bool:
    said = {**row, "root_hash": proof["root_hash"], "size": proof["count"]}
    return included(said, merkle.leaf_hash(row["line"].encode()))
