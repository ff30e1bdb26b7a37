"""What people are told of, who in an organisation is told, and what is said about it: the one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.accounts.roles import Role
from apps.kernel.permissions import Permission as P

# What stands in a link for the token of an invitation, which is known to the letter alone.
PLACEHOLDER = "{token}"
# A value is said as it is, or in the reader's language: {"en": …, "zh-hans": …}.
Value = str | int | Mapping[str, str]


class Kind(StrEnum):
    INVITATION = "invitation"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_DECLINED = "invitation_declined"
    SHARE_OPENED = "share_opened"
    SHARE_WITHDRAWN = "share_withdrawn"
    SOFTWARE_CHANGED = "software_changed"
    SOFTWARE_UNCHANGED = "software_unchanged"
    SHARE_ACCEPTED = "share_accepted"
    SHARE_RETURNED = "share_returned"
    SHARE_NOT_OURS = "share_not_ours"
    RULE_OPENED = "rule_opened"
    AUDIT_GRANT_OPENED = "audit_grant_opened"
    AUDIT_GRANT_ENDED = "audit_grant_ended"
    IDENTITY_CHECKED = "identity_checked"
    ORGANISATION_SUSPENDED = "organisation_suspended"
    ORGANISATION_UNCHECKED = "organisation_unchecked"
    KEY_CREATED = "key_created"
    CODE_REPORTED = "code_reported"
    VERDICT_CHANGED = "verdict_changed"


@dataclass(frozen=True, slots=True)
class Facts:
    """The verb a member needs to be told (None: only an address is), and exactly what the words name."""

    permission: P | None
    params: frozenset[str]


def _facts(permission: P | None, *params: str) -> Facts:
    return Facts(permission, frozenset(params))


KINDS: Mapping[Kind, Facts] = {
    # `invitation` is the row whose token completes the link.
    Kind.INVITATION: _facts(None, "organisation", "until", "invitation"),
    Kind.INVITATION_ACCEPTED: _facts(P.MEMBER_INVITE, "invited"),
    Kind.INVITATION_DECLINED: _facts(P.MEMBER_INVITE, "invited"),
    Kind.SHARE_OPENED: _facts(P.CERTIFICATE_SEE, "organisation", "product"),
    Kind.SHARE_WITHDRAWN: _facts(P.CERTIFICATE_SEE, "organisation", "product"),
    Kind.SOFTWARE_CHANGED: _facts(P.CERTIFICATE_SEE, "organisation", "product"),
    Kind.SOFTWARE_UNCHANGED: _facts(P.CERTIFICATE_SEE, "organisation", "product"),
    Kind.SHARE_ACCEPTED: _facts(P.PRODUCT_SHARE, "organisation", "product"),
    Kind.SHARE_RETURNED: _facts(P.PRODUCT_SHARE, "organisation", "product", "reason"),
    Kind.SHARE_NOT_OURS: _facts(P.PRODUCT_SHARE, "organisation", "product"),
    Kind.RULE_OPENED: _facts(P.CERTIFICATE_SEE, "organisation", "line"),
    Kind.AUDIT_GRANT_OPENED: _facts(P.CERTIFICATE_SEE, "organisation", "until"),
    Kind.AUDIT_GRANT_ENDED: _facts(P.CERTIFICATE_SEE, "organisation"),
    Kind.IDENTITY_CHECKED: _facts(P.MEMBER_SEE, "organisation"),
    Kind.ORGANISATION_SUSPENDED: _facts(P.MEMBER_SEE, "organisation", "reason"),
    Kind.ORGANISATION_UNCHECKED: _facts(P.MEMBER_SEE, "organisation", "reason"),
    Kind.KEY_CREATED: _facts(P.KEY_SEE, "key", "person"),
    Kind.CODE_REPORTED: _facts(P.PRODUCT_EDIT, "product", "code", "report"),
    Kind.VERDICT_CHANGED: _facts(P.CLAIM_SEE, "organisation", "product", "number", "verdict"),
}


def is_told(kind: Kind, role: str, permissions: frozenset[P]) -> bool:
    """Whether a member is told: administrators always are, others where they hold the verb it is about."""
    wanted = KINDS[kind].permission
    return wanted is not None and (role == Role.ADMIN or wanted in permissions)


def checked(kind: Kind, params: Mapping[str, Value]) -> dict[str, Value]:
    """The params as they are kept; raises ValueError where one is missing or one more would be said."""
    if set(params) != KINDS[kind].params:
        raise ValueError(f"{kind} says {sorted(KINDS[kind].params)}, not {sorted(params)}")
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in params.items()}


def in_both(english: str, chinese: str) -> dict[str, str]:
    """A name as readers of either language read it; one that is empty is said by the other."""
    return {"en": english or chinese, "zh-hans": chinese or english}
