"""How many versions have which coverage."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

COVERAGES = ("covered", "version_changed", "not_covered", "out_of_scope", "not_assessed")


class Covered(Protocol):
    """What is said of one version (`claims.status.VersionStatus`)."""

    @property
    def coverage(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Count:
    """How many versions have a coverage, of how many."""

    code: str
    count: int
    total: int


def counts(statuses: Iterable[Covered]) -> list[Count]:
    """One count for each coverage there is, in the order of `COVERAGES`."""
    said = Counter(str(one.coverage) for one in statuses)
    return [Count(code, said[code], said.total()) for code in COVERAGES if said[code]]
