"""Making the members of a pack from what was gathered: written, printed, taken over as received, listed."""

from pathlib import Path

from apps.evidence import documents, offline, render
from apps.evidence.archive import LARGEST_PACK
from apps.evidence.assembly import CannotBuild, Gathered
from apps.evidence.facts import Both, PackFacts
from apps.evidence.manifest import OWN_TITLES, RECEIVED, WRITTEN, Item, sealed
from apps.evidence.words import TITLES, certificate_title, summary_left_out

OFFLINE = Path(offline.__path__[0])
SUMMARY = "00-summary.pdf"


def pack_members(gathered: Gathered) -> tuple[dict[str, bytes], PackFacts]:
    """Every member of a pack by path, and the facts as they are said in it.

    The same facts always give the same bytes. Raises CannotBuild for what can't be printed or is too much.
    """
    facts = gathered.facts
    if not render.can_print():
        facts = facts.without(summary_left_out())
    written = [
        _written("versions.json", documents.versions_json(facts)),
        _written("verifications.json", documents.verifications_json(facts)),
    ]
    items = [
        *written,
        *([_written(SUMMARY, _summary(facts, written))] if render.can_print() else []),
        _written("list/rows.csv", documents.rows_csv(facts)),
        _written("list/rows.json", documents.rows_json(facts)),
        _written("list/editions.json", documents.editions_json(facts)),
        _written("verify.py", (OFFLINE / "verify.py").read_bytes()),
        _written("VERIFY.txt", (OFFLINE / "VERIFY.txt").read_bytes()),
    ]
    for certificate in facts.certificates:
        title = certificate_title(certificate.title)
        items.append(Item(certificate.path, title, RECEIVED, gathered.originals[certificate.path]))
    if sum(len(item.content) for item in items) > LARGEST_PACK:
        raise CannotBuild("too-large")
    return sealed(facts, items), facts


def _written(path: str, content: bytes) -> Item:
    return Item(path, TITLES[path], WRITTEN, content)


def _summary(facts: PackFacts, attachments: list[Item]) -> bytes:
    try:
        return render.summary(facts, attachments)
    except render.CannotPrint as lack:
        raise CannotBuild(f"characters:{lack.characters[:20]}") from lack


def titles_of(facts: PackFacts) -> dict[str, Both]:
    """What each member of a pack is called, by path."""
    return TITLES | OWN_TITLES | {one.path: certificate_title(one.title) for one in facts.certificates}
