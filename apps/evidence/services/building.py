"""Building a pack: gather, write, print, list in a manifest, keep."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from apps.evidence.archive import pack_bytes
from apps.evidence.assembly import CannotBuild, asker, gather
from apps.evidence.facts import PackFacts
from apps.evidence.members import pack_members, titles_of
from apps.evidence.models import Pack, PackFile, PackState
from apps.kernel import files
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.wall import acting_as


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def build_pack(*, actor: Actor, pack_id: int) -> None:
    """Build a pack that was asked for; one that is built, or could not be, is left as it is.

    Raises Pack.DoesNotExist. What people can act on becomes the state `failed` with its reason; any other
    error leaves the pack queued, to be tried again.
    """
    waiting = Pack.objects.visible_to(actor).select_for_update(of=("self",)).select_related("owner", "supplier")
    pack = waiting.get(pk=pack_id)
    if pack.state != PackState.QUEUED:
        return
    pack.ready_at = timezone.now()
    try:
        requester = asker(pack)
        with acting_as(requester):
            gathered = gather(actor=requester, pack=pack, made_at=pack.ready_at)
        members, facts = pack_members(gathered)
    except CannotBuild as failure:
        _fail(actor, pack, failure.reason)
        return
    _keep(actor, pack, facts, members)


def _fail(actor: Actor, pack: Pack, reason: str) -> None:
    pack.state, pack.failure, pack.ready_at = PackState.FAILED, reason, None
    pack.save(update_fields=["state", "failure", "ready_at"])
    record(actor, "pack.failed", f"evidence.Pack:{pack.pk}", owner_id=pack.owner_id, failure=reason)


def _keep(actor: Actor, pack: Pack, facts: PackFacts, members: Mapping[str, bytes]) -> None:
    """Store a pack and its members, each under its digest, and say that it is ready."""
    kept = files.store(pack_bytes(members))
    titles = titles_of(facts)
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
