"""The stage of tests about packs: a supplier with a claim on a real row of the list, and organisations around it."""

import io
from dataclasses import dataclass

from PIL import Image

from apps.accounts import queries as accounts
from apps.accounts.models import Organisation
from apps.catalogue.models import Product, Version
from apps.claims import services as claims
from apps.claims.models import Claim
from apps.evidence.models import Pack
from apps.evidence.services import building, packs
from apps.kernel.actor import Actor
from tests import factories

NUMBER, HOLDER = "ZheJiang-TongYiQianWen-20230901", "阿里巴巴达摩院（杭州）科技有限公司"
UNLISTED = "Guangdong-ShiLiBiaoPai-202307019901"


@dataclass(frozen=True)
class Stage:
    """A product of two versions; the first is claimed, by a document, under a number of the list."""

    supplier: Actor
    product: Product
    versions: tuple[Version, Version]
    claim: Claim
    certificate: bytes


def picture(colour: str = "white") -> bytes:
    """A small image that a supplier may hand in as a document."""
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(kept, "PNG")
    return kept.getvalue()


def stage(colour: str = "white") -> Stage:
    factories.national_list(upto=2)
    supplier = factories.member(factories.organisation("supplier", legal_name="启明淏垚显示（深圳）有限公司"))
    product = factories.product(supplier)
    versions = (factories.version(supplier, product), factories.version(supplier, product, ai_software="1.9.0"))
    content = picture(colour)
    certificate = claims.upload_certificate(actor=supplier, kind="filing", name="备案凭证.png", content=content)
    claims.read_certificate(actor=factories.SYSTEM, certificate_id=certificate.pk)
    claim = Claim.objects.owned_by(supplier).get(certificate=certificate)
    said = {"number": NUMBER, "kind": "filing", "model_name": "", "holder": HOLDER, "province": ""}
    claims.describe_claim(actor=supplier, claim=claim, **said)
    claims.name_versions(actor=supplier, claim=claim, versions=[versions[0]])
    claims.submit_claim(actor=supplier, claim=claim)
    claims.verify_claim(actor=factories.SYSTEM, claim_id=claim.pk, cause="submitted")
    return Stage(supplier, product, versions, claim, content)


def partner(stage: Stage, *scopes: str, role: str = "admin") -> Actor:
    """A member of an integrator with whom the product is shared, with the scope status and those named."""
    organisation = factories.organisation("integrator")
    factories.share(stage.supplier, stage.product, organisation, ("status", *scopes))
    return factories.member(organisation, role)


def home_of(actor: Actor) -> Organisation:
    return accounts.organisation_by_id(actor.acts_for)


def asked(actor: Actor, product: Product, purpose: str = "Warranty file", language: str = "en") -> Pack:
    return packs.request_pack(actor=actor, product=product, purpose=purpose, language=language)


def built(actor: Actor, product: Product, language: str = "en") -> Pack:
    """A pack that was asked for and built."""
    pack = asked(actor, product, language=language)
    building.build_pack(actor=factories.SYSTEM, pack_id=pack.pk)
    pack.refresh_from_db()
    assert pack.state == "ready", pack.failure
    return pack
