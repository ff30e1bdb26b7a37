"""The manifest: what a pack is, what lies in it under which SHA-256, and what was left out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from apps.evidence.facts import Both, PackFacts, plain, utc
from apps.evidence.offline.verify import MANIFEST, SCHEMA, SUMS, canonical, sums

WRITTEN, RECEIVED = "written-by-hefu", "received-from-supplier"

# What the two members are called that the manifest can't name, because it would have to hold its own hash.
OWN_TITLES = {
    MANIFEST: Both("Manifest: every member with its SHA-256", "清单：每个文件及其 SHA-256"),
    SUMS: Both("SHA-256 list for sha256sum -c", "供 sha256sum -c 使用的 SHA-256 列表"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a pack before it is counted: where it goes, what it is, where it comes from, its bytes."""

    path: str
    title: Both
    source: str
    content: bytes


def manifest_of(facts: PackFacts, items: Sequence[Item]) -> dict[str, object]:
    """The manifest of a pack with these members; members by path, so their order does not matter."""
    return {
        "schema": SCHEMA,
        "pack": {
            "reference": facts.reference,
            "requested_at": utc(facts.requested_at),
            "made_at": utc(facts.made_at),
            "purpose": facts.purpose,
            "language": facts.language,
        },
        "made_by": facts.made_by,
        "made_for": plain(facts.made_for),
        "supplier": plain(facts.supplier),
        "product": {"code": facts.product_code, "name": plain(facts.product_name), "class": facts.product_class},
        "versions": [
            {"hardware": v.hardware, "firmware": v.firmware, "ai_software": v.ai_software} for v in facts.versions
        ],
        "editions": [
            {"list": e.list, "number": e.number, "as_of": plain(e.as_of), "sha256": e.sha256} for e in facts.editions
        ],
        "members": [_member(item) for item in sorted(items, key=lambda item: item.path)],
        "omissions": plain(facts.omissions),
        "state": "partial" if facts.omissions else "complete",
    }


def _member(item: Item) -> dict[str, object]:
    return {
        "path": item.path,
        "sha256": hashlib.sha256(item.content).hexdigest(),
        "size": len(item.content),
        "title": plain(item.title),
        "source": item.source,
    }


def sealed(facts: PackFacts, items: Sequence[Item]) -> dict[str, bytes]:
    """Every member by path, the manifest and its sums among them. Raises ValueError where two have one path."""
    members = {item.path: item.content for item in items}
    if len(members) != len(items) or {MANIFEST, SUMS} & set(members):
        raise ValueError("Two members of a pack have the same path.")
    said = canonical(manifest_of(facts, items))
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in {**members, MANIFEST: said}.items()}
    return {**members, MANIFEST: said, SUMS: sums(hashes)}
