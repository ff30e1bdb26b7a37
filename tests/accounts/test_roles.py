"""The one table of who may do what."""

import pytest

from apps.accounts.roles import GOVERN, MAY, PERSON, VERBS, Capacity, Role, State, permissions_of
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


def test_an_auditor_only_looks_and_governs_his_own_house() -> None:
    verbs = permissions_of(["auditor"], "admin") - GOVERN
    assert {v.split(".")[1] for v in verbs} == {"see"}


def test_a_reseller_shares_on_what_he_does_not_edit() -> None:
    verbs = permissions_of(["reseller"], "admin")
    assert P.PRODUCT_SHARE in verbs
    assert not verbs & {P.PRODUCT_EDIT, P.CLAIM_SUBMIT, P.CERTIFICATE_UPLOAD}
