"""The one table of who may do what."""

import pytest

from apps.accounts.roles import (
    GOVERN,
    KEY_SCOPES,
    MAY,
    PERSON,
    VERBS,
    Capacity,
    Role,
    State,
    permissions_of,
    permissions_of_key,
    scopes_within,
)
from apps.kernel.permissions import Permission as P


def test_a_buyer_never_writes_to_a_product() -> None:
    for role in Role:
        assert not permissions_of(["buyer"], role) & {
            P.PRODUCT_EDIT,
            P.PRODUCT_SHARE,
            P.CERTIFICATE_UPLOAD,
            P.CLAIM_SUBMIT,
        }


def test_a_supplier_never_sees_orders() -> None:
    for role in Role:
        assert not permissions_of(["supplier"], role) & {P.ORDER_SEE, P.ORDER_CHECK}


def test_nobody_but_an_operators_curator_or_admin_brings_in_a_list() -> None:
    may = {(c, r) for c in Capacity for r in Role if P.LIST_INGEST in permissions_of([c], r)}
    assert may == {(Capacity.OPERATOR, Role.ADMIN), (Capacity.OPERATOR, Role.CURATOR)}


def test_no_member_may_act_as_the_system() -> None:
    assert not [r for r in Role if P.SYSTEM_RUN in permissions_of(list(Capacity), r)]


def test_a_viewer_only_reads() -> None:
    verbs = permissions_of(list(Capacity), Role.VIEWER)
    assert {v.split(".")[1] for v in verbs} == {"see"}


def test_two_capacities_offer_the_verbs_of_both() -> None:
    both = permissions_of(["supplier", "buyer"], "admin")
    assert both == permissions_of(["supplier"], "admin") | permissions_of(["buyer"], "admin")


def test_every_capacity_and_role_has_its_row() -> None:
    assert set(VERBS) == set(Capacity)
    assert set(MAY) == set(Role)


@pytest.mark.parametrize("wrong", ["", "owner", "Supplier"])
def test_an_unknown_capacity_is_an_error(wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong or "is not a valid"):
        permissions_of([wrong], "admin")


def test_only_administrators_govern() -> None:
    for role in set(Role) - {Role.ADMIN}:
        assert not permissions_of(list(Capacity), role) & GOVERN


def test_only_an_operator_judges_organisations() -> None:
    assert [c for c in Capacity if P.ORGANISATION_JUDGE in permissions_of([c], "admin")] == [Capacity.OPERATOR]


def test_what_is_a_persons_own_is_no_members() -> None:
    assert {P.ORGANISATION_FOUND, P.INVITATION_ANSWER} <= PERSON
    for role in Role:
        assert not permissions_of(list(Capacity), role) & {P.ORGANISATION_FOUND, P.INVITATION_ANSWER}


def test_a_suspended_organisations_members_only_look() -> None:
    for role in Role:
        verbs = permissions_of(list(Capacity), role, State.SUSPENDED)
        assert {v.split(".")[1] for v in verbs} <= {"see"}
        assert verbs == {v for v in permissions_of(list(Capacity), role) if v.endswith(".see")}


def test_an_auditor_only_looks_answers_shares_and_governs_his_own_house() -> None:
    verbs = permissions_of(["auditor"], "admin") - GOVERN - {P.SHARE_RECEIVE}
    assert {v.split(".")[1] for v in verbs} == {"see"}


def test_a_reseller_shares_on_what_he_does_not_edit() -> None:
    verbs = permissions_of(["reseller"], "admin")
    assert P.PRODUCT_SHARE in verbs
    assert not verbs & {P.PRODUCT_EDIT, P.CLAIM_SUBMIT, P.CERTIFICATE_UPLOAD}


def test_a_scope_narrows_what_a_key_may() -> None:
    assert permissions_of_key(["supplier"], ["products:read"]) == {P.PRODUCT_SEE, P.KEY_USE}
    both = permissions_of_key(["supplier"], ["products:read", "claims:write"])
    assert both == {P.PRODUCT_SEE, P.CLAIM_SEE, P.CLAIM_SUBMIT, P.KEY_USE}


def test_the_capacity_narrows_what_a_scope_names() -> None:
    assert permissions_of_key(["supplier"], ["po_checks:write", "products:write"]) == {
        P.PRODUCT_SEE,
        P.PRODUCT_EDIT,
        P.KEY_USE,
    }


def test_no_key_makes_keys_or_runs_the_system() -> None:
    every = permissions_of_key(list(Capacity), KEY_SCOPES)
    assert not every & {P.KEY_CREATE, P.SYSTEM_RUN, P.MEMBER_SEE, P.LIST_INGEST}


def test_a_scope_that_writes_says_so_and_one_that_reads_writes_nothing() -> None:
    for scope, verbs in KEY_SCOPES.items():
        writes = any(not verb.endswith(".see") for verb in verbs)
        assert scope.endswith(":write") == writes, scope


def test_only_scopes_whose_verbs_one_holds_are_within() -> None:
    viewer = permissions_of(["buyer"], "viewer")
    assert scopes_within(viewer) == ["lists:read", "products:read", "claims:read", "contracts:read", "packs:read"]
    assert "po_checks:write" in scopes_within(permissions_of(["buyer"], "procurement"))


@pytest.mark.parametrize("capacity", list(Capacity))
def test_a_key_never_may_what_an_administrator_of_the_capacity_may_not(capacity: str) -> None:
    assert permissions_of_key([capacity], KEY_SCOPES) - {P.KEY_USE} <= permissions_of([capacity], Role.ADMIN)
