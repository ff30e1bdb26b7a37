"""Asking for a pack and taking it away."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.catalogue.models import Product
from apps.evidence.fonts import missing
from apps.evidence.jobs import Job
from apps.evidence.models import Pack, PackFile, PackState
from apps.evidence.queries import cover_of, products_for_packs
from apps.kernel import files
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.outbox import Queue, after_commit
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse

LANGUAGES = ("en", "zh-hans")
LONGEST_PURPOSE = 200


@allowed_to(Permission.PACK_BUILD)
@transaction.atomic
def request_pack(*, actor: Actor, product: Product, purpose: str, language: str) -> Pack:
    """Ask for a pack about a product; asking again while the same one is being built gives that one.

    Raises NotAllowed where no version of the product is open to the actor with the scope evidence, Refused for
    a purpose that is too long or can't be printed, and for a language packs are not made in.
    """
    if not products_for_packs(actor=actor).filter(pk=product.pk).exists():
        raise NotAllowed("No version of the product is shared with the scope evidence.")
    purpose = " ".join(purpose.split())
    _refuse_bad_words(purpose, language)
    wanted = {"product": product, "purpose": purpose, "language": language, "requested_by": actor.label}
    waiting = Pack.objects.owned_by(actor).filter(state=PackState.QUEUED, **wanted).first()
    if waiting is not None:
        return waiting
    cover = cover_of(actor=actor, product=product)
    pack = Pack.objects.create(
        owner_id=actor.acts_for,
        supplier=cover.seller,
        product_code=cover.code,
        product_name=cover.name,
        product_name_zh=cover.name_zh,
        requested_at=timezone.now(),
        **wanted,
    )
    record(actor, "pack.requested", f"evidence.Pack:{pack.pk}", owner_id=pack.owner_id, product=product.pk)
    after_commit(Job.BUILD_PACK, Queue.BULK, pack_id=pack.pk)
    return pack


def _refuse_bad_words(purpose: str, language: str) -> None:
    if language not in LANGUAGES:
        raise refuse("K-LANGUAGE", _("Choose English or Chinese."), field="language")
    if len(purpose) > LONGEST_PURPOSE:
        message = _("The purpose has %(length)d characters. Shorten it to at most %(most)d.")
        raise refuse("K-LONG", message % {"length": len(purpose), "most": LONGEST_PURPOSE}, field="purpose")
    if lacking := missing(purpose):
        message = _("These characters can't be printed: %(characters)s. Write the purpose without them.")
        raise refuse("K-CHARACTERS", message % {"characters": lacking}, field="purpose")


@allowed_to(Permission.PACK_SEE, owner_of="pack")
@transaction.atomic
def download_pack(*, actor: Actor, pack: Pack) -> bytes:
    """The bytes of a ready pack; that they were taken is kept in the audit.

    Raises Pack.DoesNotExist while there is none to take, and NotAllowed for a member who may not see certificates
    where the pack holds some.
    """
    if pack.state != PackState.READY:
        raise Pack.DoesNotExist("The pack is not ready.")
    if PackFile.objects.owned_by(actor).filter(pack=pack, path__startswith="certificates/").exists():
        actor.require(Permission.CERTIFICATE_SEE)
    content = files.read(pack.sha256)
    record(actor, "pack.downloaded", f"evidence.Pack:{pack.pk}", owner_id=pack.owner_id, sha256=pack.sha256)
    return content
