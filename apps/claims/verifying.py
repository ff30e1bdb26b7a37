"""Meeting claims with an edition: the verifications that come of it, not yet kept."""

from collections.abc import Collection

from django.utils import timezone

from apps.claims import queries
from apps.claims.listing import listed_of
from apps.claims.matching import MATCHER_VERSION, Claimed, match
from apps.claims.models import Claim, Verification
from apps.kernel.actor import Actor
from apps.registry import queries as registry
from apps.registry.models import Edition, Entry


def met_with(actor: Actor, claims: Collection[Claim], edition: Edition, cause: str) -> list[Verification]:
    """A verification for each claim, each against the rows of its own number, in a constant number of queries.

    Claims checked already against this edition, or a later one, by this matcher are left out.
    """
    before = queries.latest_verifications(actor=actor, claim_ids=[claim.pk for claim in claims])
    open_claims = [claim for claim in claims if not _is_done(before.get(claim.pk), edition)]
    keys = {claim.number_key for claim in open_claims}
    entries = registry.entries_for(number_keys=keys, edition=edition)
    formerly = registry.formerly_listed(number_keys=keys, edition=edition)
    return [
        _meet(claim, entries[claim.number_key], claim.number_key in formerly, edition, cause, before.get(claim.pk))
        for claim in open_claims
    ]


def _is_done(latest: Verification | None, edition: Edition) -> bool:
    if latest is None or latest.edition.number < edition.number:
        return False
    return latest.edition.number > edition.number or latest.matcher_version == MATCHER_VERSION


def _meet(
    claim: Claim, entries: list[Entry], formerly: bool, edition: Edition, cause: str, previous: Verification | None
) -> Verification:
    said = Claimed(
        number=claim.number,
        kind=claim.kind,
        model_name=claim.model_name,
        holder=claim.holder,
        province=claim.province,
    )
    verdict = match(said, [listed_of(entry) for entry in entries], formerly_listed=formerly)
    return Verification(
        owner_id=claim.owner_id,
        claim=claim,
        edition=edition,
        matcher_version=MATCHER_VERSION,
        match=verdict.match,
        reasons=[one.as_dict() for one in verdict.reasons],
        fields=[one.as_dict() for one in verdict.fields],
        entry=None if verdict.chosen is None else entries[verdict.chosen],
        previous=previous,
        cause=cause,
        checked_at=timezone.now(),
    )
