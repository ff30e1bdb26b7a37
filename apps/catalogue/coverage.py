"""Does a claim reach this version? Explicit versions only, so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Coverage(StrEnum):
    """Of one version of a product."""

    COVERED = "covered"
    VERSION_CHANGED = "version_changed"
    NOT_COVERED = "not_covered"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim names a version. `holds`: its number matches and its supplier may rely on the holder.

    `rank` orders claims of one version, the best lowest.
    `registration`: the number is that of an app on a called model, which needs the model's filing beside it.
    """

    claim_id: int
    version_id: int
    holds: bool
    rank: int = 0
    registration: bool = False

    @property
    def covers(self) -> bool:
        """Whether it covers its version by itself."""
        return self.holds and not self.registration


@dataclass(frozen=True, slots=True)
class Covering:
    """The coverage of a version and the statement it rests on, None where nobody said anything.

    `pair_missing`: that statement holds, but is a registration without a filing that holds.
    """

    coverage: Coverage
    statement: Statement | None
    pair_missing: bool = False


def cover(version_id: int, statements: Iterable[Statement]) -> Covering:
    """The coverage of one version by all that is stated on versions of its product.

    Of several claims on the version the best decides: a filing that holds, then another that holds, then by rank, then
    the newest.
    """
    said = list(statements)
    on_it = [one for one in said if one.version_id == version_id]
    if on_it:
        best = min(on_it, key=lambda one: (not one.covers, not one.holds, one.rank, -one.claim_id))
        if best.covers:
            return Covering(Coverage.COVERED, best)
        return Covering(Coverage.NOT_COVERED, best, pair_missing=best.holds)
    elsewhere = [one for one in said if one.holds]
    if elsewhere:
        newest = min(elsewhere, key=lambda one: (-one.claim_id, -one.version_id))
        return Covering(Coverage.VERSION_CHANGED, newest)
    return Covering(Coverage.NOT_ASSESSED, None)
