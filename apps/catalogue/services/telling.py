"""Telling other organisations of a share, as the system: what is theirs to know, each thing once."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.catalogue.codes import spaced
from apps.catalogue.models import Ended, Product, PublicCode, Receipt, Share, ShareRule
from apps.kernel.actor import Actor
from apps.kernel.audit import event_at, record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.notify.kinds import Kind, Value, in_both
from apps.notify.services import tell

ANSWERS = {
    Receipt.ACCEPTED: Kind.SHARE_ACCEPTED,
    Receipt.RETURNED: Kind.SHARE_RETURNED,
    Receipt.NOT_OURS: Kind.SHARE_NOT_OURS,
}


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_of_share(*, actor: Actor, share_id: int) -> None:
    """Tell the receiver that a product was opened to it; nobody where that is over already."""
    opened = Share.objects.everything(reason=actor.reason).filter(pk=share_id, revoked_at=None)
    for share in opened.select_related("owner", "to_organisation", "product"):
        tell(
            actor=actor,
            organisation_id=share.to_organisation_id,
            kind=Kind.SHARE_OPENED,
            params={"organisation": _name(share.owner), "product": _shown_by(actor, share)},
            link=_link(share.to_organisation, share.product_id),
            dedupe_key=f"share_opened:{share.pk}",
        )


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_of_rule(*, actor: Actor, rule_id: int) -> None:
    """Tell the receiver that a line was opened to it; nobody where that is over already."""
    opened = ShareRule.objects.everything(reason=actor.reason).filter(pk=rule_id, revoked_at=None)
    for rule in opened.select_related("owner", "to_organisation"):
        tell(
            actor=actor,
            organisation_id=rule.to_organisation_id,
            kind=Kind.RULE_OPENED,
            params={"organisation": _name(rule.owner), "line": rule.line},
            link=reverse("organisation-home", kwargs={"organisation": rule.to_organisation.slug}),
            dedupe_key=f"rule_opened:{rule.pk}",
        )


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_of_receipt(*, actor: Actor, receipt_id: int) -> None:
    """Tell the giver what the receiver said, by the name under which the giver knows the product."""
    receipts = Receipt.objects.everything(reason=actor.reason).select_related("owner", "giver", "share__product")
    receipt: Receipt | None = receipts.filter(pk=receipt_id, state__in=ANSWERS).first()
    if receipt is None:
        return
    params: dict[str, Value] = {"organisation": _name(receipt.owner), "product": _known_to_giver(actor, receipt.share)}
    if receipt.state == Receipt.RETURNED:
        params["reason"] = receipt.reason
    tell(
        actor=actor,
        organisation_id=receipt.giver_id,
        kind=ANSWERS[receipt.state],
        params=params,
        link=_link(receipt.giver, receipt.share.product_id),
        dedupe_key=f"share_{receipt.state}:{receipt.share_id}",
    )


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_of_software(*, actor: Actor, share_id: int, changed: bool, number: int) -> None:
    """Tell everybody below a share, each by its own giver, what is said of the AI software now; once for each answer.

    `number` is the place of the answer in its giver's audit. Nobody is told where there was another answer meanwhile,
    and that it was not changed only those are told on whose way nobody else says that it was.
    """
    shares = Share.objects.everything(reason=actor.reason).filter(revoked_at=None)
    shares = shares.select_related("owner", "to_organisation", "product")
    below = list(shares.filter(pk=share_id, changed_software=changed))
    if not changed and any(one.changed_software for share in below for one in _up_from(actor, share)):
        return
    kind = Kind.SOFTWARE_CHANGED if changed else Kind.SOFTWARE_UNCHANGED
    while below:
        for share in below:
            tell(
                actor=actor,
                organisation_id=share.to_organisation_id,
                kind=kind,
                params={"organisation": _name(share.owner), "product": _shown_by(actor, share)},
                link=_link(share.to_organisation, share.product_id),
                dedupe_key=f"{kind}:{share.pk}:{share_id}:{number}",
            )
        below = list(shares.filter(parent__in=[share.pk for share in below]))
        below = [share for share in below if changed or not share.changed_software]


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_of_end(*, actor: Actor, share_id: int) -> list[Share]:
    """Tell everybody who lost something by the end of a share, in their chains and by a message; gives those shares.

    What was told already is left out, so it may run twice. The receiver learns that it ended, its giver below that it
    ended from above; neither learns of the other ends.
    """
    told = []
    shares = Share.objects.everything(reason=actor.reason).select_related("owner", "product", "rule")
    shares = shares.select_for_update(of=("self",)).order_by("pk")
    ended = list(shares.filter(pk=share_id, revoked_at__isnull=False))
    while ended:
        fresh = [share for share in ended if share.end_told_at is None]
        for share in fresh:
            _record_end(actor, share)
            _tell_of_end(actor, share)
        told += fresh
        ended = list(shares.filter(parent__in=[share.pk for share in ended], ended_because=Ended.PARENT))
    Share.objects.everything(reason=actor.reason).filter(pk__in=[share.pk for share in told]).update(
        end_told_at=timezone.now()
    )
    return told


def _record_end(actor: Actor, share: Share) -> None:
    subject = f"catalogue.Share:{share.pk}"
    if share.ended_because in (Ended.PARENT, Ended.RETURNED):
        record(actor, "share.ended", subject, owner_id=share.owner_id, because=share.ended_because)
    record(actor, "share.lost", subject, owner_id=share.to_organisation_id)


def _tell_of_end(actor: Actor, share: Share) -> None:
    if share.ended_because in (Ended.RETURNED, Ended.EXPIRED):
        return
    product, key = _shown_by(actor, share), f"share_withdrawn:{share.pk}"
    if share.rule is not None and share.rule.revoked_at is not None:
        # A line is one message, not one for each of its products.
        product, key = in_both(share.rule.line, share.rule.line), f"rule_ended:{share.rule_id}"
    tell(
        actor=actor,
        organisation_id=share.to_organisation_id,
        kind=Kind.SHARE_WITHDRAWN,
        params={"organisation": _name(share.owner), "product": product},
        link="",
        dedupe_key=key,
    )


def _shown_by(actor: Actor, share: Share) -> dict[str, str]:
    """What the receiver of a share, open or ended, knows the product by."""
    line = _up_from(actor, share)
    code = next((one.label_code for one in line if one.label_code), share.product.code)
    name = next((one.label_name for one in line if one.label_name), None)
    return _said(share.product, code, name)


def _up_from(actor: Actor, share: Share) -> list[Share]:
    """A share and those above it, up to the maker's."""
    line: list[Share] = [share]
    while line[-1].parent_id is not None:
        line.append(Share.objects.everything(reason=actor.reason).get(pk=line[-1].parent_id))
    return line


def _known_to_giver(actor: Actor, share: Share) -> dict[str, str]:
    if share.parent_id is None:
        return _said(share.product, share.product.code, None)
    parents = Share.objects.everything(reason=actor.reason).select_related("product")
    return _shown_by(actor, parents.get(pk=share.parent_id))


def _said(product: Product, code: str, name: str | None) -> dict[str, str]:
    english, chinese = (name, name) if name else (product.name, product.name_zh or product.name)
    return in_both(f"{code} {english}", f"{code} {chinese}")


def _name(organisation: Organisation) -> dict[str, str]:
    return in_both(organisation.english_name, organisation.legal_name)


def _link(organisation: Organisation, product_id: int) -> str:
    return reverse("product", kwargs={"organisation": organisation.slug, "pk": product_id})


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_of_report(*, actor: Actor, organisation_id: int, number: int) -> None:
    """Tell a supplier what was reported of its code; `number` is the place of the report in the supplier's audit."""
    event = event_at(organisation_id, number)
    code = event.subject.partition(":")[2]
    found = PublicCode.objects.everything(reason=actor.reason).select_related("version__product", "owner")
    product = found.get(code=code, owner_id=organisation_id).version.product
    tell(
        actor=actor,
        organisation_id=organisation_id,
        kind=Kind.CODE_REPORTED,
        params={
            "product": in_both(f"{product.code} {product.name}", f"{product.code} {product.name_zh or product.name}"),
            "code": spaced(code),
            "report": event.detail["text"],
        },
        link=reverse("product", kwargs={"organisation": product.owner.slug, "pk": product.pk}),
        dedupe_key=f"code_reported:{number}",
    )
