"""Who is acting, for which organisation, with which permissions."""

from dataclasses import dataclass

from apps.kernel.permissions import Permission


class NotAllowed(PermissionError):
    """The actor's role lacks the verb, or the row belongs to another organisation."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A member or an API key of an organisation, a person who acts for none, or the system itself.

    The system must say why it acts (`reason`). A person without organisation has a `user_id` alone and sees no
    tenant's rows. `assigned_only` members see just the products, contracts and accounts they are assigned to.
    Of an auditor's people (`is_noted`) it is kept what they open of others.
    """

    user_id: int | None
    organisation_id: int | None
    permissions: frozenset[Permission]
    label: str
    assigned_only: bool = False
    reason: str = ""
    is_system: bool = False
    is_noted: bool = False

    @property
    def acts_for(self) -> int:
        """The organisation acted for; raises NotAllowed for who acts for none."""
        if self.organisation_id is None:
            raise NotAllowed("This actor acts for no organisation.")
        return self.organisation_id

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed unless the actor holds the verb."""
        if permission not in self.permissions:
            raise NotAllowed(permission)


def system(*, reason: str) -> Actor:
    """The system acting across organisations; `reason` says why and lands in the audit."""
    if not reason:
        raise ValueError("Say why the system acts.")
    return Actor(
        user_id=None,
        organisation_id=None,
        permissions=frozenset(Permission),
        label="system",
        reason=reason,
        is_system=True,
    )


def person(*, user_id: int, permissions: frozenset[Permission]) -> Actor:
    """A signed-in person who acts for no organisation (yet): founding one, answering an invitation."""
    return Actor(user_id=user_id, organisation_id=None, permissions=permissions, label=f"accounts.User:{user_id}")
