"""Which role of an organisation of which capacity holds which verb: the one table."""

from collections.abc import Iterable
from enum import StrEnum

from apps.kernel.permissions import Permission as P


class Capacity(StrEnum):
    SUPPLIER = "supplier"
    BUYER = "buyer"
    RESELLER = "reseller"
    INTEGRATOR = "integrator"
    AUDITOR = "auditor"
    OPERATOR = "operator"


# What an organisation may say that it is; an operator is made by whoever runs the portal.
FOUNDED = tuple(c for c in Capacity if c != Capacity.OPERATOR)


class Role(StrEnum):
    ADMIN = "admin"
    COMPLIANCE = "compliance"
    PROCUREMENT = "procurement"
    SUPPORT = "support"
    VIEWER = "viewer"
    CURATOR = "curator"


class State(StrEnum):
    """What the operator knows of an organisation's identity."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    SUSPENDED = "suspended"


def roles_of(capacities: Iterable[str]) -> tuple[Role, ...]:
    """The roles that make sense in an organisation of these capacities."""
    is_operator = Capacity.OPERATOR in set(capacities)
    if set(capacities) == {Capacity.OPERATOR}:
        return (Role.ADMIN, Role.CURATOR, Role.VIEWER)
    return tuple(role for role in Role if role != Role.CURATOR or is_operator)


READ = frozenset({P.LIST_SEE, P.MESSAGE_SEE, P.PRODUCT_SEE, P.CLAIM_SEE, P.CONTRACT_SEE, P.PACK_SEE})

VERBS: dict[Capacity, frozenset[P]] = {
    Capacity.SUPPLIER: READ
    | {
        P.PRODUCT_EDIT,
        P.PRODUCT_SHARE,
        P.SHARE_SEE,
        P.SHARE_RECEIVE,
        P.ROOM_OPEN,
        P.PRODUCT_ASSIGN,
        P.CERTIFICATE_SEE,
        P.CERTIFICATE_UPLOAD,
        P.CLAIM_SUBMIT,
        P.CONTRACT_ASSIGN,
        P.CONTRACT_EDIT,
        P.CONTRACT_CONFIRM,
        P.OBLIGATION_FULFIL,
        P.PACK_BUILD,
    },
    Capacity.BUYER: READ
    | {
        P.SHARE_SEE,
        P.SHARE_RECEIVE,
        P.ROOM_OPEN,
        P.CERTIFICATE_SEE,
        P.ORDER_SEE,
        P.ORDER_CHECK,
        P.POLICY_SET,
        P.PRODUCT_ASSIGN,
        P.SUPPLIER_ASSIGN,
        P.CONTRACT_ASSIGN,
        P.CONTRACT_EDIT,
        P.CONTRACT_CONFIRM,
        P.OBLIGATION_FULFIL,
        P.PACK_BUILD,
    },
    Capacity.RESELLER: READ
    | {
        P.PRODUCT_SHARE,
        P.SHARE_SEE,
        P.SHARE_RECEIVE,
        P.ROOM_OPEN,
        P.CERTIFICATE_SEE,
        P.ORDER_SEE,
        P.ORDER_CHECK,
        P.POLICY_SET,
        P.PRODUCT_ASSIGN,
        P.SUPPLIER_ASSIGN,
        P.CONTRACT_ASSIGN,
        P.CONTRACT_CONFIRM,
        P.OBLIGATION_FULFIL,
        P.PACK_BUILD,
    },
    Capacity.INTEGRATOR: READ
    | {
        P.PRODUCT_SHARE,
        P.SHARE_SEE,
        P.SHARE_RECEIVE,
        P.ROOM_OPEN,
        P.CERTIFICATE_SEE,
        P.PRODUCT_ASSIGN,
        P.CONTRACT_ASSIGN,
        P.CONTRACT_CONFIRM,
        P.OBLIGATION_FULFIL,
        P.PACK_BUILD,
    },
    Capacity.AUDITOR: READ | {P.CERTIFICATE_SEE, P.SHARE_SEE, P.SHARE_RECEIVE, P.ORDER_SEE, P.ROOM_SEE},
    Capacity.OPERATOR: frozenset({P.LIST_SEE, P.LIST_INGEST, P.ORGANISATION_JUDGE}),
}

# What only the administrators of an organisation do for it.
GOVERN = frozenset(
    {
        P.ORGANISATION_EDIT,
        P.ORGANISATION_JUDGE,
        P.MEMBER_INVITE,
        P.MEMBER_CHANGE,
        P.KEY_SEE,
        P.KEY_CREATE,
        P.KEY_REVOKE,
    }
)
# Who works on what.
ASSIGN = frozenset({P.PRODUCT_ASSIGN, P.CONTRACT_ASSIGN, P.SUPPLIER_ASSIGN})
# What is a person's own to do, before and beside any membership.
PERSON = frozenset({P.LIST_SEE, P.ORGANISATION_FOUND, P.INVITATION_ANSWER})
NOT_A_MEMBERS = frozenset({P.SYSTEM_RUN, P.ORGANISATION_FOUND, P.INVITATION_ANSWER})

MAY: dict[Role, frozenset[P]] = {
    Role.ADMIN: frozenset(P) - NOT_A_MEMBERS,
    Role.COMPLIANCE: frozenset(P) - NOT_A_MEMBERS - GOVERN - ASSIGN - {P.ORDER_CHECK, P.LIST_INGEST},
    Role.PROCUREMENT: READ
    | {P.CERTIFICATE_SEE, P.SHARE_SEE, P.SHARE_RECEIVE, P.ORDER_SEE, P.ORDER_CHECK, P.PACK_BUILD},
    Role.SUPPORT: READ | {P.CERTIFICATE_SEE, P.PACK_BUILD, P.ROOM_SEE},
    Role.VIEWER: READ | {P.ROOM_SEE},
    Role.CURATOR: frozenset({P.LIST_SEE, P.MESSAGE_SEE, P.LIST_INGEST}),
}

EVERY_CAPACITY = frozenset(
    {
        P.MESSAGE_SEE,
        P.MEMBER_SEE,
        P.MEMBER_INVITE,
        P.MEMBER_CHANGE,
        P.ORGANISATION_EDIT,
        P.KEY_SEE,
        P.KEY_CREATE,
        P.KEY_REVOKE,
    }
)
# A suspended organisation's members look, and change nothing.
LOOKING = frozenset(verb for verb in P if verb.endswith(".see"))


def permissions_of(capacities: list[str], role: str, state: str = State.UNVERIFIED) -> frozenset[P]:
    """The verbs of a member: what the capacities offer and the role may use; looking only while suspended."""
    offered = EVERY_CAPACITY.union(*(VERBS[Capacity(c)] for c in capacities))
    held = offered & MAY[Role(role)]
    return held & LOOKING if state == State.SUSPENDED else held


# What the scopes of an API key let it do. A scope that writes also reads what it writes to.
KEY_SCOPES: dict[str, frozenset[P]] = {
    "lists:read": frozenset({P.LIST_SEE}),
    "products:read": frozenset({P.PRODUCT_SEE}),
    "products:write": frozenset({P.PRODUCT_SEE, P.PRODUCT_EDIT}),
    "shares:read": frozenset({P.SHARE_SEE}),
    "shares:write": frozenset({P.SHARE_SEE, P.PRODUCT_SHARE}),
    "receipts:write": frozenset({P.SHARE_SEE, P.SHARE_RECEIVE}),
    "claims:read": frozenset({P.CLAIM_SEE}),
    "claims:write": frozenset({P.CLAIM_SEE, P.CLAIM_SUBMIT}),
    "certificates:read": frozenset({P.CERTIFICATE_SEE}),
    "po_checks:read": frozenset({P.ORDER_SEE}),
    "po_checks:write": frozenset({P.ORDER_SEE, P.ORDER_CHECK}),
    "contracts:read": frozenset({P.CONTRACT_SEE}),
    "packs:read": frozenset({P.PACK_SEE}),
    "packs:write": frozenset({P.PACK_SEE, P.PACK_BUILD}),
}


def permissions_of_key(capacities: list[str], scopes: Iterable[str]) -> frozenset[P]:
    """The verbs of a key: what the organisation's capacities offer and its scopes name; and noting its use."""
    offered = frozenset[P]().union(*(VERBS[Capacity(c)] for c in capacities))
    named = frozenset[P]().union(*(KEY_SCOPES[scope] for scope in scopes))
    return (offered & named) | {P.KEY_USE}


def scope_that_holds(permission: P) -> str:
    """The narrowest scope with a verb, to name to who asks what a key needs; raises ValueError where no key may."""
    return min((s for s, verbs in KEY_SCOPES.items() if permission in verbs), key=lambda s: len(KEY_SCOPES[s]))


def scopes_within(permissions: frozenset[P]) -> list[str]:
    """The scopes that name nothing but verbs of `permissions`: what their holder may give a key."""
    return [scope for scope, verbs in KEY_SCOPES.items() if verbs <= permissions]
