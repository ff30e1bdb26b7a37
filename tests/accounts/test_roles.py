"""The one table of who may do what."""

import pytest

from apps.accounts.roles import MAY, VERBS, Capacity, Role, permissions_of
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
