"""Every write on shares: giving and giving on, by the product and by the line, withdrawing, and what receivers say."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from apps.catalogue.granting import end_shares, open_by_rule, open_share, passed_on, wished
from apps.catalogue.jobs import Job
from apps.catalogue.models import Ended, Product, Receipt, Share, ShareRule, Version
from apps.catalogue.texts import require_texts
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.outbox import after_commit
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import Problem, Refused, refuse


@allowed_to(Permission.PRODUCT_SHARE)
@transaction.atomic
def share_product(
    *,
    actor: Actor,
    product: Product,
    to_organisation: Organisation,
    scopes: Sequence[str],
    versions: Iterable[Version] | None = None,
    until: datetime | None = None,
    may_reshare: bool = False,
    depth: int = 0,
    label_code: str = "",
    label_name: str = "",
    names_supplier: bool | None = None,
    changed_software: bool = False,
) -> Share:
    """Open a product, or the named versions of it, to another organisation; the owner, or who may share it on.

    Who shares on gives at most what he has: without `versions` and `until` all his versions, as long as he has them.
    `label_code` and `label_name` rename the product for those below. `names_supplier` says whether they see his own
    supplier rather than him; by default they don't, and then he gives it both a code and a name of his own.
    `changed_software`: he changed its AI software (`say_changed`). Raises Refused for a share to oneself, a second open
    share to the same organisation, more than one has, a lacking label, changed software of one's own product, and what
    `granting.wished` names; NotAllowed for who may not share it.
    """
    giver_id = product.owner_id if actor.is_system else actor.acts_for
    labels = {"label_code": label_code.strip(), "label_name": label_name.strip()}
    _require_other(giver_id, to_organisation)
    wish = wished(scopes=scopes, versions=versions, product=product, until=until, may_reshare=may_reshare, depth=depth)
    require_texts(Share, labels, needed=())
    parent: Share | None = None
    if giver_id != product.owner_id:
        parent, wish = passed_on(actor=actor, product=product, wish=wish)
    if changed_software:
        _require_passed_on(parent)
    names_supplier = parent is None if names_supplier is None else names_supplier
    if parent is not None and not names_supplier:
        _require_labels(labels)
    share = open_share(
        product=product,
        giver_id=giver_id,
        to_organisation=to_organisation,
        parent=parent,
        wish=wish,
        names_supplier=names_supplier,
        changed_software=changed_software,
        **labels,
    )
    record(
        actor,
        "share.opened",
        f"catalogue.Share:{share.pk}",
        owner_id=giver_id,
        product=product.pk,
        to=to_organisation.slug,
        scopes=share.scopes,
        versions="all" if wish.version_ids is None else sorted(wish.version_ids),
        depth=share.depth,
        changed_software=share.changed_software,
    )
    after_commit(Job.TELL_OF_SHARE, share_id=share.pk)
    return share


@allowed_to(Permission.PRODUCT_SHARE)
@transaction.atomic
def share_line(
    *,
    actor: Actor,
    line: str,
    to_organisation: Organisation,
    scopes: Sequence[str],
    until: datetime | None = None,
    may_reshare: bool = False,
    depth: int = 0,
) -> ShareRule:
    """Open every product of a line of one's own to another organisation, those that join it later too.

    Raises NotAllowed for who is assigned only; Refused for no line, a share to oneself, a second open rule for the
    same, and what `granting.wished` names.
    """
    if actor.assigned_only:
        raise NotAllowed("a line holds products one is not assigned to")
    line = line.strip()
    require_texts(Product, {"line": line}, needed=("line",))
    _require_other(actor.acts_for, to_organisation)
    wish = wished(scopes=scopes, versions=None, product=None, until=until, may_reshare=may_reshare, depth=depth)
    own = ShareRule.objects.owned_by(actor).filter(line=line, to_organisation=to_organisation, revoked_at=None)
    for run_out in own.filter(until__lte=timezone.now()):
        _end(actor, run_out)
    try:
        with transaction.atomic():
            rule: ShareRule = ShareRule.objects.create(
                owner_id=actor.acts_for, line=line, to_organisation=to_organisation, **wish.columns
            )
    except IntegrityError as error:
        message = _("This line is shared with %(name)s already. End that first to open it differently.")
        raise refuse("S-SAME", message % {"name": str(to_organisation)}, field="to_organisation") from error
    # Recorded first: the chain's lock lets nobody else of ours put a product into the line until we are done.
    record(
        actor,
        "rule.opened",
        f"catalogue.ShareRule:{rule.pk}",
        owner_id=rule.owner_id,
        line=line,
        to=to_organisation.slug,
        scopes=rule.scopes,
    )
    open_by_rule(rules=[rule], products=Product.objects.owned_by(actor).filter(line=line).order_by("pk"))
    after_commit(Job.TELL_OF_RULE, rule_id=rule.pk)
    return rule


@allowed_to(Permission.PRODUCT_SHARE, owner_of="rule")
@transaction.atomic
def end_rule(*, actor: Actor, rule: ShareRule) -> ShareRule:
    """End a rule, every share it opened and what hangs below them; ending it again changes nothing."""
    _end(actor, rule)
    rule.refresh_from_db(fields=["revoked_at"])
    return rule


@allowed_to(Permission.PRODUCT_SHARE, owner_of="share")
@transaction.atomic
def withdraw_share(*, actor: Actor, share: Share) -> Share:
    """Close a share and all below it from now on; withdrawing it again changes nothing."""
    end_shares(actor=actor, shares=Share.objects.owned_by(actor).filter(pk=share.pk), because=Ended.WITHDRAWN)
    share.refresh_from_db(fields=["revoked_at", "ended_because"])
    return share


@allowed_to(Permission.PRODUCT_SHARE, owner_of="share")
@transaction.atomic
def say_changed(*, actor: Actor, share: Share, changed: bool) -> Share:
    """Say of a share one passed on whether one changed the AI software of what goes that way; the last answer stands.

    Where one did, no claim of the maker's covers it for anybody below. Saying the same again changes nothing. Raises
    Refused for a product of one's own and a share that has ended.
    """
    _require_passed_on(share.parent_id)
    open_still = Share.objects.owned_by(actor).filter(pk=share.pk, revoked_at=None)
    if not open_still.exists():
        raise refuse("S-ENDED", _("This share has ended. There is nothing left to answer."))
    if open_still.exclude(changed_software=changed).update(changed_software=changed):
        subject = f"catalogue.Share:{share.pk}"
        said = record(actor, "share.software", subject, owner_id=share.owner_id, changed_software=changed)
        after_commit(Job.TELL_OF_SOFTWARE, share_id=share.pk, changed=changed, number=said.number)
    share.refresh_from_db(fields=["changed_software"])
    return share


@allowed_to(Permission.SHARE_RECEIVE)
@transaction.atomic
def receive_share(*, actor: Actor, share: Share, state: str, reason: str = "") -> Receipt:
    """Say to a share: received, accepted, returned, or not ours; the last two end it at once, with all below it.

    Raises NotAllowed for anybody but the receiver; Refused for an unknown state, a share that has ended, a long
    reason, or a return without one.
    """
    if share.to_organisation_id != actor.acts_for:
        raise NotAllowed("only the receiver may")
    reason = reason.strip()
    if state not in Receipt.STATES:
        message = _("Choose received, accepted, returned or not meant for us.")
        raise refuse("S-STATE", message, field="state")
    require_texts(Receipt, {"reason": reason}, needed=("reason",) if state == Receipt.RETURNED else ())
    if not Share.objects.visible_to(actor).filter(pk=share.pk, revoked_at=None).exists():
        raise refuse("S-ENDED", _("This share has ended. There is nothing left to answer."))
    receipt: Receipt
    receipt, _new = Receipt.objects.owned_by(actor).update_or_create(
        share=share,
        defaults={"state": state, "reason": reason, "at": timezone.now()},
        create_defaults={
            "owner_id": actor.acts_for,
            "giver_id": share.owner_id,
            "state": state,
            "reason": reason,
            "at": timezone.now(),
        },
    )
    record(actor, f"share.{state}", f"catalogue.Share:{share.pk}", owner_id=actor.acts_for, reason=reason)
    after_commit(Job.TELL_OF_RECEIPT, receipt_id=receipt.pk)
    if state in Receipt.ENDING:
        after_commit(Job.TELL_OF_END, share_id=share.pk)
    return receipt


def _end(actor: Actor, rule: ShareRule) -> None:
    closed = ShareRule.objects.owned_by(actor).filter(pk=rule.pk, revoked_at=None).update(revoked_at=timezone.now())
    if closed:
        record(actor, "rule.ended", f"catalogue.ShareRule:{rule.pk}", owner_id=rule.owner_id, line=rule.line)
        end_shares(actor=actor, shares=Share.objects.owned_by(actor).filter(rule=rule), because=Ended.RULE)


def _require_labels(labels: dict[str, str]) -> None:
    """Raises Refused for each name that is not given: what is called as it comes tells from whom it comes."""
    message = _(
        "What your supplier calls it would tell them who supplies you. Give it a code and a name of your own, or let "
        "them know who supplies you."
    )
    if lacking := [Problem("S-LABEL", message, name) for name, label in labels.items() if not label]:
        raise Refused(*lacking)


def _require_passed_on(parent: object) -> None:
    """Raises Refused where nobody stands above: the maker names what he changes as a version of its own."""
    if parent is None:
        message = _("This is your own product. Add the changed AI software as a version of its own, and claim for it.")
        raise refuse("S-OWN", message, field="changed_software")


def _require_other(giver_id: int, to_organisation: Organisation) -> None:
    if to_organisation.pk == giver_id:
        message = _("This is your own organisation. Choose the organisation that is to see the product.")
        raise refuse("S-SELF", message, field="to_organisation")
