"""What may be given: what a share asks for, made to fit what its giver has; and the rows it becomes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from apps.catalogue.jobs import Job
from apps.catalogue.models import Ended, Product, Scope, Share, ShareRule, ShareVersion, Version
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.outbox import Queue, after_commit
from apps.kernel.problems import Problem, Refused, refuse

MOST_STEPS = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """What a share or a rule is to open; `version_ids` is None for every version."""

    scopes: tuple[str, ...]
    version_ids: frozenset[int] | None
    until: datetime | None
    depth: int

    @property
    def columns(self) -> dict[str, object]:
        """The columns that shares and rules have in common."""
        return {
            "scopes": list(self.scopes),
            "until": self.until,
            "may_reshare": self.depth > 0,
            "depth": self.depth,
        }


def wished(
    *,
    scopes: Sequence[str],
    versions: Iterable[Version] | None,
    product: Product | None,
    until: datetime | None,
    may_reshare: bool,
    depth: int,
) -> Wish:
    """What is asked for; raises Refused for what nobody could give.

    That is: unknown scopes or none for the status, versions of another product or none, an end that has passed, more
    steps than there may be. Who may share on at all may do so one step at least.
    """
    if Scope.STATUS not in scopes or not set(scopes) <= set(Scope.values):
        message = _("Choose what to open from the list; seeing the status is always part of it.")
        raise refuse("S-SCOPES", message, field="scopes")
    named = None if versions is None else list(versions)
    if named is not None and (not named or product is None or any(v.product_id != product.pk for v in named)):
        message = _("Choose at least one version of this product, or all versions.")
        raise refuse("S-VERSIONS", message, field="versions")
    if until is not None and until <= timezone.now():
        raise refuse("S-UNTIL", _("The end of the share has passed. Choose a later day."), field="until")
    if not 0 <= depth <= MOST_STEPS:
        message = _("Choose between 0 and %(most)s further steps.")
        raise refuse("S-DEPTH", message % {"most": MOST_STEPS}, field="depth")
    return Wish(
        scopes=tuple(scope for scope in Scope.values if scope in scopes),
        version_ids=None if named is None else frozenset(version.pk for version in named),
        until=until,
        depth=max(depth, 1) if may_reshare else 0,
    )


def passed_on(*, actor: Actor, product: Product, wish: Wish) -> tuple[Share, Wish]:
    """The share by which a receiver gives a product on, and what is asked for within it.

    Of several the one with most is taken that has what is asked for. Raises NotAllowed for who received none that may
    be shared on, and Refused, with what he may give, for who asks for more than he has.
    """
    now = timezone.now()
    received = (
        Share.objects.visible_to(actor)
        .filter(product=product, to_organisation_id=actor.acts_for, revoked_at=None, depth__gte=1)
        .filter(Q(until=None) | Q(until__gt=now))
    )
    found = sorted(received, key=_how_much, reverse=True)
    if not found:
        raise NotAllowed("only the owner, and who received it to share it on, may")
    named = _versions_of(actor, found)
    refused: Refused | None = None
    for share in found:
        within = _within(wish, share, named[share.pk])
        problems = _excesses(within, share, named[share.pk])
        if not problems:
            return share, within
        refused = refused or Refused(*problems)
    raise refused or NotAllowed("nothing was received")


def _how_much(share: Share) -> tuple[bool, int, bool, float, int]:
    lasts = share.until.timestamp() if share.until else 0.0
    return share.every_version, len(share.scopes), share.until is None, lasts, share.depth


def _versions_of(actor: Actor, shares: list[Share]) -> dict[int, frozenset[int] | None]:
    """What each share opens: the keys of the versions it names, None for every one."""
    rows = ShareVersion.objects.visible_to(actor).filter(share__in=[share.pk for share in shares])
    pairs = list(rows.values_list("share_id", "version_id"))
    return {
        share.pk: None if share.every_version else frozenset(version for pk, version in pairs if pk == share.pk)
        for share in shares
    }


def _within(wish: Wish, share: Share, named: frozenset[int] | None) -> Wish:
    """What is not said is what the giver has: his versions, and his end."""
    return replace(
        wish,
        version_ids=named if wish.version_ids is None else wish.version_ids,
        until=wish.until or share.until,
    )


def _excesses(wish: Wish, share: Share, named: frozenset[int] | None) -> list[Problem]:
    problems = []
    if not set(wish.scopes) <= set(share.scopes):
        message = _("You can open only what was opened to you. Leave out what you can't see yourself.")
        problems.append(Problem("S-MORE-SCOPES", message, "scopes"))
    if named is not None and not (wish.version_ids or frozenset()) <= named:
        message = _("You can open only the versions that were opened to you.")
        problems.append(Problem("S-MORE-VERSIONS", message, "versions"))
    if share.until is not None and wish.until is not None and wish.until > share.until:
        message = _("What was opened to you ends before that. Choose %(day)s or earlier.")
        problems.append(Problem("S-LONGER", message % {"day": f"{timezone.localtime(share.until):%Y-%m-%d}"}, "until"))
    if wish.depth > share.depth - 1:
        message = _("It can be shared on for %(most)s further steps at most.")
        problems.append(Problem("S-FURTHER", message % {"most": share.depth - 1}, "depth"))
    return problems


def open_share(
    *,
    product: Product,
    giver_id: int,
    to_organisation: Organisation,
    parent: Share | None,
    wish: Wish,
    **labels: object,
) -> Share:
    """Write a share and the versions it names; raises Refused where one to the same organisation is open.

    One that has run out makes room.
    """
    now = timezone.now()
    before = Share.objects.everything(reason="the giver's own share of the same is looked for").filter(
        owner_id=giver_id, product=product, to_organisation=to_organisation, rule=None, revoked_at=None
    )
    before.filter(until__lte=now).update(revoked_at=now, ended_because=Ended.EXPIRED)
    try:
        with transaction.atomic():
            share: Share = Share.objects.create(
                owner_id=giver_id,
                product=product,
                origin_id=product.owner_id,
                to_organisation=to_organisation,
                parent=parent,
                every_version=wish.version_ids is None,
                **wish.columns,
                **labels,
            )
    except IntegrityError as error:
        raise _same_or_gone(error, to_organisation) from error
    ShareVersion.objects.bulk_create(
        ShareVersion(owner_id=giver_id, share=share, version_id=version_id, product=product)
        for version_id in sorted(wish.version_ids or ())
    )
    return share


def _same_or_gone(error: IntegrityError, to_organisation: Organisation) -> Refused:
    if "share_once_while_open" in str(error):
        message = _("This product is shared with %(name)s already. Withdraw that share first to open it differently.")
        return refuse("S-SAME", message % {"name": str(to_organisation)}, field="to_organisation")
    return refuse("S-GONE", _("What was opened to you has just ended. Look at the product again."))


def open_by_rule(*, rules: Iterable[ShareRule], products: Iterable[Product]) -> list[Share]:
    """Write the shares that rules of one owner open on products of his, in one statement; gives them."""
    products = list(products)
    return Share.objects.bulk_create(
        Share(
            owner_id=rule.owner_id,
            product=product,
            origin_id=product.owner_id,
            to_organisation_id=rule.to_organisation_id,
            rule=rule,
            scopes=rule.scopes,
            may_reshare=rule.may_reshare,
            depth=rule.depth,
            until=rule.until,
        )
        for rule in rules
        for product in products
    )


def follow_rules(*, actor: Actor, product: Product) -> None:
    """Open a product to whom its line is opened, after it was recorded that it joined.

    The lock of the owner's chain, held since then, keeps a new rule from being written that would miss the product.
    """
    in_force = Q(until=None) | Q(until__gt=timezone.now())
    rules = ShareRule.objects.owned_by(actor).filter(
        in_force, owner_id=product.owner_id, line=product.line, revoked_at=None
    )
    for share in open_by_rule(rules=list(rules) if product.line else [], products=[product]):
        record(
            actor,
            "share.opened",
            f"catalogue.Share:{share.pk}",
            owner_id=share.owner_id,
            product=product.pk,
            rule=share.rule_id,
        )
        after_commit(Job.TELL_OF_SHARE, share_id=share.pk)


def end_shares(*, actor: Actor, shares: QuerySet[Share], because: str) -> None:
    """Close those of one's own shares that are open; the database closes all below them in the same statement."""
    ended = list(shares.filter(revoked_at=None).order_by("pk").values_list("pk", "owner_id"))
    shares.filter(pk__in=[pk for pk, owner_id in ended], revoked_at=None).update(
        revoked_at=timezone.now(), ended_because=because
    )
    verb = "share.withdrawn" if because == Ended.WITHDRAWN else "share.ended"
    for pk, owner_id in ended:
        record(actor, verb, f"catalogue.Share:{pk}", owner_id=owner_id)
        after_commit(Job.TELL_OF_END, Queue.BULK, share_id=pk)
