"""Building a pack: gather, write, print, list in a manifest, keep."""

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from apps.evidence import documents, offline, render
from apps.evidence.archive import LARGEST_PACK, pack_bytes
from apps.evidence.assembly import CannotBuild, Gathered, asker, gather
from apps.evidence.facts import Both, PackFacts
from apps.evidence.manifest import OWN_TITLES, RECEIVED, WRITTEN, Item, sealed
from apps.evidence.models import Pack, PackFile, PackState
from apps.evidence.words import TITLES, certificate_title, summary_left_out
from apps.kernel import files
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to

OFFLINE = Path(offline.__path__[0])
SUMMARY = "00-summary.pdf"


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def build_pack(*, actor: Actor, pack_id: int) -> None:
    """Build a pack that was asked for; one that is built, or could not be, is left as it is.

    Raises Pack.DoesNotExist. What people can act on becomes the state `failed` with its reason; any other
    error leaves the pack queued, to be tried again.
    """
    waiting = Pack.objects.visible_to(actor).select_for_update(of=("self",)).select_related("owner", "product")
    pack = waiting.get(pk=pack_id)
    if pack.state != PackState.QUEUED:
        return
    pack.ready_at = timezone.now()
    try:
        members, facts = pack_members(gather(actor=asker(pack), pack=pack, made_at=pack.ready_at))
    except CannotBuild as failure:
        _fail(actor, pack, failure.reason)
        return
    _keep(actor, pack, facts, members)


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


def _fail(actor: Actor, pack: Pack, reason: str) -> None:
    pack.state, pack.failure, pack.ready_at = PackState.FAILED, reason, None
    pack.save(update_fields=["state", "failure", "ready_at"])
    record(actor, "pack.failed", f"evidence.Pack:{pack.pk}", owner_id=pack.owner_id, failure=reason)


def _keep(actor: Actor, pack: Pack, facts: PackFacts, members: Mapping[str, bytes]) -> None:
    """Store a pack and its members, each under its digest, and say that it is ready."""
    kept = files.store(pack_bytes(members))
    titles = _titles(facts)
    PackFile.objects.bulk_create(
        PackFile(
            owner_id=pack.owner_id,
            pack=pack,
            path=path,
            title=titles[path].en[:200],
            sha256=(stored := files.store(content)).sha256,
            size=stored.size,
        )
        for path, content in members.items()
    )
    pack.state, pack.sha256, pack.size, pack.partial = PackState.READY, kept.sha256, kept.size, bool(facts.omissions)
    pack.save(update_fields=["state", "sha256", "size", "partial", "ready_at"])
    record(actor, "pack.built", f"evidence.Pack:{pack.pk}", owner_id=pack.owner_id, sha256=kept.sha256, size=kept.size)


def _titles(facts: PackFacts) -> dict[str, Both]:
    return TITLES | OWN_TITLES | {one.path: certificate_title(one.title) for one in facts.certificates}
