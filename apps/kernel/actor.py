"""Who is acting, for which organisation, with which permissions."""

from dataclasses import dataclass

from apps.kernel.permissions import Permission


class NotAllowed(PermissionError):
    """The actor's role lacks the verb, or the row belongs to another organisation."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, an API key or the system itself, acting for at most one organisation.

    `organisation_id` is None for the system alone, which must say why it acts (`reason`).
    `assigned_only` members see just the products, contracts and accounts they are assigned to.
    """

    user_id: int | None
    organisation_id: int | None
    permissions: frozenset[Permission]
    label: str
    assigned_only: bool = False
    reason: str = ""

    @property
    def is_system(self) -> bool:
        return self.organisation_id is None

    @property
    def acts_for(self) -> int:
        """The organisation acted for; raises NotAllowed for the system, which has none."""
        if self.organisation_id is None:
            raise NotAllowed("The system acts for no organisation.")
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
    return Actor(user_id=None, organisation_id=None, permissions=frozenset(Permission), label="system", reason=reason)
