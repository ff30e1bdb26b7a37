"""Who is told what, and exactly what is said."""

import pytest

from apps.accounts.roles import Role, State, permissions_of
from apps.notify.kinds import KINDS, Kind, checked, in_both, is_told


def test_every_kind_has_its_line() -> None:
    assert set(KINDS) == set(Kind)


def test_an_administrator_is_told_everything_that_members_are_told() -> None:
    nothing = frozenset[str]()
    assert [kind for kind in Kind if not is_told(kind, Role.ADMIN, nothing)] == [Kind.INVITATION]


def test_a_viewer_is_told_only_what_changed_on_the_list() -> None:
    verbs = permissions_of(["supplier", "buyer", "reseller"], Role.VIEWER)
    assert [kind for kind in Kind if is_told(kind, Role.VIEWER, verbs)] == [Kind.VERDICT_CHANGED]


def test_who_is_told_of_keys_may_see_them() -> None:
    verbs = permissions_of(["supplier"], Role.COMPLIANCE)
    assert not is_told(Kind.KEY_CREATED, Role.COMPLIANCE, verbs)


def test_members_of_a_suspended_organisation_are_told_that_it_is() -> None:
    verbs = permissions_of(["supplier"], Role.COMPLIANCE, State.SUSPENDED)
    assert is_told(Kind.ORGANISATION_SUSPENDED, Role.COMPLIANCE, verbs)


@pytest.mark.parametrize("params", [{}, {"organisation": "A"}, {"organisation": "A", "product": "B", "price": "C"}])
def test_nothing_is_said_but_what_the_kind_says(params: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="share_opened says"):
        checked(Kind.SHARE_OPENED, params)


def test_a_name_in_one_language_serves_for_both() -> None:
    assert in_both("", "北风") == {"en": "北风", "zh-hans": "北风"}
    assert in_both("Nordwind", "") == {"en": "Nordwind", "zh-hans": "Nordwind"}
    assert in_both("Nordwind", "北风") == {"en": "Nordwind", "zh-hans": "北风"}
