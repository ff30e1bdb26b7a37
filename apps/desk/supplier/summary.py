"""What a supplier looks at first: how many versions are covered, and what needs somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from apps.desk.counts import Count, counts

# What a reader must hear first: a number that is gone, then one that never was there, then the rest.
MATCHES_BY_CONSEQUENCE = ("no_longer_found", "mismatch", "not_listed", "not_checkable", "match_diff")
RANK_OF_RELIANCE = len(MATCHES_BY_CONSEQUENCE)
RANK_OF_COVERAGE = {"version_changed": RANK_OF_RELIANCE + 1, "not_assessed": RANK_OF_RELIANCE + 2}


class Status(Protocol):
    """What is said of one version (`claims.status.VersionStatus`)."""

    @property
    def version_id(self) -> int: ...
    @property
    def coverage(self) -> str: ...
    @property
    def match(self) -> str | None: ...
    @property
    def standing(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Attention:
    """A status that asks for somebody, with the versions it is about; `rank` orders by consequence."""

    rank: int
    axis: str
    code: str
    version_ids: tuple[int, ...]


def attention(statuses: Sequence[Status]) -> list[Attention]:
    """What needs somebody, worst first; each version counts once, for the worst of it."""
    found: dict[tuple[int, str, str], list[int]] = {}
    for one in statuses:
        place = place_of(one)
        if place is not None:
            found.setdefault(place, []).append(one.version_id)
    return [Attention(rank, axis, code, tuple(ids)) for (rank, axis, code), ids in sorted(found.items())]


def place_of(one: Status) -> tuple[int, str, str] | None:
    """Rank, axis and code of what a version needs; None where it needs nothing or is still being checked."""
    coverage, match, standing = str(one.coverage), str(one.match or ""), str(one.standing)
    if coverage in RANK_OF_COVERAGE:
        return RANK_OF_COVERAGE[coverage], "coverage", coverage
    if match in MATCHES_BY_CONSEQUENCE:
        return MATCHES_BY_CONSEQUENCE.index(match), "match", match
    if standing == "not_shown":
        return RANK_OF_RELIANCE, "standing", standing
    return None


def grouped(statuses: Mapping[int, Status], product_of: Mapping[int, int]) -> dict[int, list[Count]]:
    """The counts of each product, by its key; `product_of` gives the product of a version."""
    by_product: dict[int, list[Status]] = {}
    for version_id, one in statuses.items():
        by_product.setdefault(product_of[version_id], []).append(one)
    return {product: counts(said) for product, said in by_product.items()}
