"""Rows for tests, made through the ordinary services so that a test never sees a state the product can't make."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count

from apps.accounts import queries as accounts_queries
from apps.accounts.models import Organisation
from apps.accounts.roles import scopes_within
from apps.accounts.services.keys import create_api_key
from apps.accounts.services.members import add_member
from apps.accounts.services.organisations import open_organisation
from apps.catalogue.models import Product, Share, Version
from apps.catalogue.services import products as catalogue
from apps.catalogue.services import sharing
from apps.claims import queries as claims_queries
from apps.claims import services as claims
from apps.claims.models import Certificate, Claim, Reliance
from apps.kernel.actor import Actor, system
from apps.registry import services as registry
from portal.demo_papers import one_page

SYSTEM = system(reason="a test sets its stage")
PASSWORD = "correct horse battery staple"
_serial = count(1)


def organisation(capacity: str = "supplier", **fields: object) -> Organisation:
    """An organisation with one capacity (or `capacities=[…]`)."""
    n = next(_serial)
    values: dict[str, object] = {
        "slug": f"{capacity}-{n}",
        "legal_name": f"测试机构{n}有限公司",
        "english_name": f"Test {capacity} {n}",
        "country": "CN" if capacity == "supplier" else "NL",
        "capacities": [capacity],
        **fields,
    }
    return open_organisation(actor=SYSTEM, **values)


def member(of: Organisation, role: str = "admin", *, language: str = "en", assigned_only: bool = False) -> Actor:
    """A new member of an organisation, as the actor he becomes."""
    n = next(_serial)
    membership = add_member(
        actor=SYSTEM,
        organisation=of,
        email=f"person{n}@example.test",
        name=f"Person {n}",
        password=PASSWORD,
        role=role,
        language=language,
        assigned_only=assigned_only,
    )
    return accounts_queries.actor_of(membership)


def api_key(actor: Actor, scopes: Sequence[str] | None = None, name: str = "till") -> str:
    """The text of a key of the actor's organisation; it may do all that the actor may, unless scopes are named."""
    return create_api_key(
        actor=actor,
        organisation=accounts_queries.organisation_by_id(actor.acts_for),
        name=name,
        scopes=scopes_within(actor.permissions) if scopes is None else scopes,
    )


def stranger(capacity: str = "buyer", role: str = "admin") -> Actor:
    """A member of an organisation nothing is shared with."""
    return member(organisation(capacity), role)


def product(actor: Actor, **fields: object) -> Product:
    """A product of the actor's organisation."""
    n = next(_serial)
    values: dict[str, object] = {
        "code": f"K{n}",
        "name": f"Kiosk {n}",
        "name_zh": f"自助终端{n}",
        "product_class": "self_service_terminal",
        **fields,
    }
    return catalogue.add_product(actor=actor, **values)


def version(
    actor: Actor, product: Product, hardware: str = "B2", firmware: str = "3.4.1", ai_software: str = "1.8.0"
) -> Version:
    """A version of a product."""
    return catalogue.add_version(
        actor=actor, product=product, hardware=hardware, firmware=firmware, ai_software=ai_software
    )


def share(
    actor: Actor,
    product: Product,
    to_organisation: Organisation,
    scopes: Sequence[str] = ("status",),
    versions: Iterable[Version] | None = None,
) -> Share:
    """An open share of a product."""
    return sharing.share_product(
        actor=actor,
        product=product,
        to_organisation=to_organisation,
        scopes=list(scopes),
        versions=list(versions) if versions is not None else None,
    )


def same_names(product: Product) -> dict[str, str]:
    """The labels of who shares a product on under the names that its maker gave it."""
    return {"label_code": product.code, "label_name": product.name}


def national_list(upto: int = 11) -> None:
    """The bundled national list, editions 1 to `upto`."""
    registry.load_bundled_list(actor=SYSTEM, upto=upto)


def submitted_claim(
    actor: Actor,
    versions: Sequence[Version],
    number: str,
    holder: str,
    *,
    kind: str = "filing",
    model_name: str = "",
    province: str = "",
    verify: bool = True,
    file: str = "",
) -> Claim:
    """A claim the supplier submitted, checked against the current edition; `file` is what its certificate is called."""
    claim = _read_from(actor, kind, file) if file else claims.begin_claim(actor=actor, kind=kind)
    claims.describe_claim(
        actor=actor, claim=claim, number=number, kind=kind, model_name=model_name, holder=holder, province=province
    )
    claims.name_versions(actor=actor, claim=claim, versions=list(versions))
    claims.submit_claim(actor=actor, claim=claim)
    if verify:
        claims.verify_claim(actor=SYSTEM, claim_id=claim.pk, cause="submitted")
    claim.refresh_from_db()
    return claim


def _read_from(actor: Actor, kind: str, file: str) -> Claim:
    """The draft that came of an uploaded certificate."""
    certificate = claims.upload_certificate(actor=actor, kind=kind, name=file, content=one_page(["Certificate"]))
    claims.read_certificate(actor=SYSTEM, certificate_id=certificate.pk)
    return claims_queries.own_claims(actor=actor).get(certificate=certificate)


def paper(actor: Actor) -> Certificate:
    """A paper by which a supplier leans on another company's number; each is another document."""
    n = next(_serial)
    return claims.keep_paper(actor=actor, name=f"agreement {n}.pdf", content=one_page([f"Agreement {n}"]))


def reliance(
    actor: Actor,
    number: str,
    holder: str,
    *,
    valid_from: date = date(2020, 1, 1),
    valid_until: date | None = None,
) -> Reliance:
    """A supplier's paper for another company's number, stored and in force unless the days say otherwise."""
    return claims.declare_reliance(
        actor=actor,
        number=number,
        holder=holder,
        valid_from=valid_from,
        valid_until=valid_until,
        paper=paper(actor),
    )
