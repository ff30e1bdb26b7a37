"""A buyer's suppliers, by what they share: how many versions, and what covers them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.catalogue.coverage import Coverage
from apps.claims.status import VersionStatus


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """One supplier's shared versions: how many, how many of each coverage that occurs, and the newest check of one."""

    supplier: Any
    versions: int
    counts: tuple[tuple[Coverage, int], ...]
    checked_at: datetime | None


def supplier_lines(versions: Iterable[Any], statuses: Mapping[int, VersionStatus]) -> list[SupplierLine]:
    """The suppliers of some versions, by name; each version has its status in `statuses`."""
    shared: dict[int, list[Any]] = {}
    for version in versions:
        shared.setdefault(version.product.shown.seller_id, []).append(version)
    lines = [_line(own, [statuses[version.pk] for version in own]) for own in shared.values()]
    return sorted(lines, key=lambda line: str(line.supplier))


def _line(versions: list[Any], statuses: list[VersionStatus]) -> SupplierLine:
    found = Counter(status.coverage for status in statuses)
    return SupplierLine(
        supplier=versions[0].product.shown.seller,
        versions=len(versions),
        counts=tuple((code, found[code]) for code in Coverage if found[code]),
        checked_at=max((status.checked_at for status in statuses if status.checked_at), default=None),
    )
