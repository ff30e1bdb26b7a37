"""Tests of what a supplier looks at first."""

from dataclasses import dataclass

from apps.desk.counts import Count, counts
from apps.desk.supplier.summary import attention, grouped


@dataclass(frozen=True)
class Status:
    version_id: int
    coverage: str = "not_covered"
    match: str | None = None
    standing: str = "not_decided"


def test_coverage_is_counted_in_its_own_order() -> None:
    said = counts([Status(1), Status(2, "covered"), Status(3)])
    assert said == [Count("covered", 1, 3), Count("not_covered", 2, 3)]


def test_what_is_worst_comes_first_and_each_version_counts_once() -> None:
    statuses = [
        Status(1, "not_assessed"),
        Status(2, "version_changed", "match", "shown"),
        Status(3, match="match", standing="not_shown"),
        Status(4, match="not_listed"),
        Status(5, match="no_longer_found"),
        Status(6, match="mismatch"),
        Status(7, match="not_listed"),
    ]
    said = [(one.code, one.version_ids) for one in attention(statuses)]
    assert said == [
        ("no_longer_found", (5,)),
        ("mismatch", (6,)),
        ("not_listed", (4, 7)),
        ("not_shown", (3,)),
        ("version_changed", (2,)),
        ("not_assessed", (1,)),
    ]


def test_what_is_covered_or_still_being_checked_needs_nobody() -> None:
    assert attention([Status(1, "covered", "match", "shown"), Status(2, "not_covered", None)]) == []


def test_a_difference_that_is_covered_all_the_same_is_shown_to_be_mended() -> None:
    assert [one.code for one in attention([Status(1, "covered", "match_diff", "shown")])] == ["match_diff"]


def test_the_counts_of_a_product_are_those_of_its_own_versions() -> None:
    said = grouped({1: Status(1, "covered"), 2: Status(2), 3: Status(3)}, {1: 10, 2: 10, 3: 20})
    assert said == {10: [Count("covered", 1, 2), Count("not_covered", 1, 2)], 20: [Count("not_covered", 1, 1)]}
