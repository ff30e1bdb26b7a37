"""Which role of an organisation of which capacity holds which verb: the one table."""

from enum import StrEnum

from apps.kernel.permissions import Permission as P


class Capacity(StrEnum):
    SUPPLIER = "supplier"
    BUYER = "buyer"
    RESELLER = "reseller"
    INTEGRATOR = "integrator"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Role(StrEnum):
    ADMIN = "admin"
    COMPLIANCE = "compliance"
    PROCUREMENT = "procurement"
    SUPPORT = "support"
    VIEWER = "viewer"
    CURATOR = "curator"


READ = frozenset({P.LIST_SEE, P.PRODUCT_SEE, P.CLAIM_SEE, P.CONTRACT_SEE, P.PACK_SEE})

VERBS: dict[Capacity, frozenset[P]] = {
    Capacity.SUPPLIER: READ
    | {
        P.PRODUCT_EDIT,
        P.PRODUCT_SHARE,
        P.PRODUCT_ASSIGN,
        P.CERTIFICATE_SEE,
        P.CERTIFICATE_UPLOAD,
        P.CLAIM_SUBMIT,
        P.CONTRACT_EDIT,
        P.CONTRACT_CONFIRM,
        P.OBLIGATION_FULFIL,
        P.PACK_BUILD,
    },
    Capacity.BUYER: READ
    | {
        P.CERTIFICATE_SEE,
        P.ORDER_SEE,
        P.ORDER_CHECK,
        P.POLICY_SET,
        P.CONTRACT_EDIT,
        P.CONTRACT_CONFIRM,
        P.OBLIGATION_FULFIL,
        P.PACK_BUILD,
    },
    Capacity.RESELLER: READ
    | {
        P.CERTIFICATE_SEE,
        P.ORDER_SEE,
        P.ORDER_CHECK,
        P.POLICY_SET,
        P.CONTRACT_CONFIRM,
        P.OBLIGATION_FULFIL,
        P.PACK_BUILD,
    },
    Capacity.INTEGRATOR: READ | {P.CERTIFICATE_SEE, P.CONTRACT_CONFIRM, P.OBLIGATION_FULFIL, P.PACK_BUILD},
    Capacity.AUDITOR: READ | {P.CERTIFICATE_SEE, P.PACK_BUILD},
    Capacity.OPERATOR: frozenset({P.LIST_SEE, P.LIST_INGEST}),
}

MAY: dict[Role, frozenset[P]] = {
    Role.ADMIN: frozenset(P) - {P.SYSTEM_RUN},
    Role.COMPLIANCE: frozenset(P) - {P.SYSTEM_RUN, P.PRODUCT_ASSIGN, P.KEY_CREATE, P.ORDER_CHECK, P.LIST_INGEST},
    Role.PROCUREMENT: READ | {P.CERTIFICATE_SEE, P.ORDER_SEE, P.ORDER_CHECK, P.PACK_BUILD},
    Role.SUPPORT: READ | {P.CERTIFICATE_SEE, P.PACK_BUILD},
    Role.VIEWER: READ,
    Role.CURATOR: frozenset({P.LIST_SEE, P.LIST_INGEST}),
}

EVERY_CAPACITY = frozenset({P.MEMBER_SEE, P.KEY_CREATE})


def permissions_of(capacities: list[str], role: str) -> frozenset[P]:
    """The verbs of a member: what the organisation's capacities offer and the role may use."""
    offered = EVERY_CAPACITY.union(*(VERBS[Capacity(c)] for c in capacities))
    return offered & MAY[Role(role)]
