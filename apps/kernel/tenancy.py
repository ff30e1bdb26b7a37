"""Querysets of tenant rows that refuse to run until they say for whom."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.db import models
from django.db.models.sql import Query

from apps.kernel.actor import Actor
from apps.kernel.noting import note, noted

M = TypeVar("M", bound=models.Model)


class UnscopedQuery(RuntimeError):
    """A tenant table was about to be read or written without saying for whom."""


class TenantQuery(Query):
    """A query that remembers whether it was narrowed, and for whose eyes its rows are; Django copies it with every step
    of a chain.
    """

    narrowed = False
    reader: Actor | None = None


def is_narrowed(query: Query) -> bool:
    """Whether a query, and each it is combined with, says for whom; public tables need not."""
    if not all(is_narrowed(other) for other in query.combined_queries):
        return False
    return query.narrowed if isinstance(query, TenantQuery) else True


class TenantQuerySet(models.QuerySet[M]):
    """Lazy like any queryset, but it raises when it would reach the database un-narrowed.

    It is narrowed exactly once, by `visible_to`, `owned_by` or `everything`.
    """

    def __init__(
        self, model: type[M] | None = None, query: Query | None = None, using: str | None = None, hints: Any = None
    ) -> None:
        super().__init__(model, query or TenantQuery(model), using, hints)

    def visible_to(self, actor: Actor) -> Self:
        """Rows the actor's organisation may see: its own and those shared with it."""
        if actor.is_system:
            return self.everything(reason=actor.reason)
        return self._narrow(self.visibility(actor))

    def owned_by(self, actor: Actor) -> Self:
        """Rows the actor's organisation owns."""
        if actor.is_system:
            return self.everything(reason=actor.reason)
        return self._narrow(self.ownership(actor))

    def everything(self, *, reason: str) -> Self:
        """Rows of every tenant; `reason` says why this is needed."""
        if not reason:
            raise ValueError("Say why every tenant's rows are needed.")
        return self._narrow(models.Q())

    def visibility(self, actor: Actor) -> models.Q:
        """Which rows the actor may see; the default is the owner's alone."""
        return self.ownership(actor)

    def ownership(self, actor: Actor) -> models.Q:
        """Which rows are the actor's own."""
        return models.Q(owner_id=actor.organisation_id)

    def _narrow(self, condition: models.Q) -> Self:
        if isinstance(self.query, TenantQuery) and self.query.narrowed:
            raise UnscopedQuery(f"{self.model._meta.label} was narrowed already")
        narrowed = self.filter(condition)
        if isinstance(narrowed.query, TenantQuery):
            narrowed.query.narrowed = True
        return narrowed

    def _require_narrowed(self) -> None:
        if not is_narrowed(self.query):
            raise UnscopedQuery(
                f"{self.model._meta.label}: call visible_to(actor), owned_by(actor) or everything(reason=...)"
            )

    def _fetch_all(self) -> None:
        fetched = self._result_cache is not None
        if not fetched:
            self._require_narrowed()
        super()._fetch_all()
        if not fetched:
            note(self._result_cache or ())

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        self._require_narrowed()
        return noted(super().iterator(chunk_size))

    def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[Any]:
        self._require_narrowed()
        return super().aiterator(chunk_size)

    def __or__(self, other: models.QuerySet[M]) -> Self:
        self._require_as_narrow(other)
        return super().__or__(other)

    def __and__(self, other: models.QuerySet[M]) -> Self:
        self._require_as_narrow(other)
        return super().__and__(other)

    def __xor__(self, other: models.QuerySet[M]) -> Self:
        self._require_as_narrow(other)
        return super().__xor__(other)

    def _require_as_narrow(self, other: models.QuerySet[M]) -> None:
        """What is joined to a narrowed queryset must be narrowed too, or it would bring in every tenant's rows."""
        if is_narrowed(self.query) and not is_narrowed(other.query):
            raise UnscopedQuery(f"{self.model._meta.label}: what it is combined with was not narrowed")

    def raw(
        self, raw_query: Any, params: Any = (), translations: dict[str, str] | None = None, using: str | None = None
    ) -> NoReturn:
        """Raises always: a statement of one's own can't be narrowed."""
        raise UnscopedQuery(f"{self.model._meta.label} is not read by statements of one's own")

    def count(self) -> int:
        self._require_narrowed()
        return super().count()

    def exists(self) -> bool:
        self._require_narrowed()
        return super().exists()

    def contains(self, obj: models.Model) -> bool:
        self._require_narrowed()
        return super().contains(obj)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_narrowed()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_narrowed()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_narrowed()
        return super().delete()

    def explain(self, **kwargs: Any) -> str:
        self._require_narrowed()
        return super().explain(**kwargs)


class TenantModel(models.Model):
    """Base of every row that belongs to an organisation.

    `rows` is for Django's own machinery (foreign keys, cascades); code reads through `objects`.
    """

    owner = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")

    objects = TenantQuerySet.as_manager()
    rows: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "rows"
        default_manager_name = "objects"
