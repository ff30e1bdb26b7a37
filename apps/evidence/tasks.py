"""The one task of each job of packs."""

from apps.evidence.jobs import Job
from apps.evidence.services import building
from apps.kernel import outbox
from apps.kernel.actor import system


@outbox.job(Job.BUILD_PACK)
def build_pack(pack_id: int) -> None:
    """Build a pack that was asked for."""
    building.build_pack(actor=system(reason="a pack was asked for"), pack_id=pack_id)
