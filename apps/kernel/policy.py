"""One declaration per service that enforces who may call it and can be inspected."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, ParamSpec, Protocol, TypeVar, runtime_checkable

from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.permissions import Permission
from apps.kernel.wall import acting_as

P = ParamSpec("P")
R = TypeVar("R")


@runtime_checkable
class Owned(Protocol):
    """A row that belongs to one organisation."""

    @property
    def owner_id(self) -> int: ...


class Service(Generic[P, R]):
    """A callable that checks the actor's verb, and whose row it is, and then runs behind the actor's wall."""

    def __init__(self, function: Callable[P, R], permission: Permission, owner_of: str | None) -> None:
        self._function = function
        self.permission = permission
        self.owner_of = owner_of
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        actor = kwargs.get("actor")
        if not isinstance(actor, Actor):
            raise TypeError("A service is called with keywords, actor first.")
        actor.require(self.permission)
        if self.owner_of and not actor.is_system:
            row = kwargs[self.owner_of]
            if not isinstance(row, Owned) or row.owner_id != actor.organisation_id:
                raise NotAllowed(f"{self.permission}: only the owner may")
        with acting_as(actor):
            return self._function(*args, **kwargs)


def allowed_to(permission: Permission, *, owner_of: str | None = None) -> Callable[[Callable[P, R]], Service[P, R]]:
    """Declare, enforce and advertise what a service needs.

    `owner_of` names the keyword whose row the actor's own organisation must own: seeing a shared
    row never means that one may write to it.
    """

    def decorate(function: Callable[P, R]) -> Service[P, R]:
        return Service(function, permission, owner_of)

    return decorate
