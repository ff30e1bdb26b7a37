"""Long lists, read from the rows of access: page by page, as the reader sees them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, overload

from django.db import connection
from django.db.models import Model, QuerySet

from apps.catalogue.models import Product, Version
from apps.kernel.actor import Actor

M = TypeVar("M", bound=Model)

# Counted as far as this; beyond it the answer is "more".
COUNTED = 10_000

# The order is that of the index, so a page costs what a page holds. A version that came by two ways stands once.
PAGE = """
SELECT page.version_id, page.product_id, page.updated_at, page.seller_id, seller.legal_name, seller.english_name,
    page.shown_code, page.shown_name, page.shown_name_zh, version.hardware, version.firmware, version.ai_software,
    version.state
FROM (
    SELECT DISTINCT ON (access.updated_at, access.version_id) access.*
    FROM catalogue_access access
    WHERE {conditions}
    ORDER BY access.updated_at DESC, access.version_id DESC, access.id
    LIMIT %(limit)s
) page
JOIN catalogue_version version ON version.id = page.version_id
JOIN accounts_organisation seller ON seller.id = page.seller_id
ORDER BY page.updated_at DESC, page.version_id DESC
"""
# The pages of lists whose rows are read by their keys afterwards.
VERSIONS = """
SELECT DISTINCT ON (access.updated_at, access.version_id) access.version_id
FROM catalogue_access access
WHERE {conditions}
ORDER BY access.updated_at DESC, access.version_id DESC
LIMIT %(limit)s OFFSET %(offset)s
"""
PRODUCTS = """
SELECT access.product_id FROM catalogue_access access
WHERE {conditions} AND NOT EXISTS (
    SELECT FROM catalogue_access elder
    WHERE elder.organisation_id = access.organisation_id AND elder.product_id = access.product_id
        AND elder.version_id IS NULL AND elder.id < access.id AND (elder.until IS NULL OR elder.until > now()))
ORDER BY access.shown_code, access.product_id
LIMIT %(limit)s OFFSET %(offset)s
"""
COUNT_PRODUCTS = "SELECT count(DISTINCT access.product_id) FROM catalogue_access access WHERE {conditions}"
COUNT = """
SELECT count(*) FROM (
    SELECT DISTINCT access.updated_at, access.version_id FROM catalogue_access access WHERE {conditions} LIMIT %(limit)s
) counted
"""

# Written as in the indexes, which hold these rows alone. Being named in a contract shows no status.
SEEN = """
access.organisation_id = %(organisation)s AND access.scopes @> (ARRAY['status'])::varchar(20)[]
AND (access.until IS NULL OR access.until > now()) AND access.version_id
"""
OF_VERSIONS, OF_PRODUCTS = f"{SEEN} IS NOT NULL", f"{SEEN} IS NULL"
AFTER = "(access.updated_at, access.version_id) < (%(updated_at)s, %(version_id)s)"
FOUND = "access.search LIKE %(text)s"
ASSIGNED = """
access.product_id IN (
    SELECT work.content_object_id FROM catalogue_productuserobjectpermission work
    JOIN auth_permission permission ON permission.id = work.permission_id AND permission.codename = 'work_on_product'
    WHERE work.owner_id = %(organisation)s AND work.user_id = %(user)s)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the next begins behind it."""

    updated_at: datetime
    version_id: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version as the reader sees it: by the name and from the supplier that its giver told."""

    version_id: int
    product_id: int
    updated_at: datetime
    seller_id: int
    seller_legal_name: str
    seller_english_name: str
    code: str
    name: str
    name_zh: str
    hardware: str
    firmware: str
    ai_software: str
    state: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Some versions, newest first; `after` is None on the last page."""

    lines: tuple[VersionLine, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many; `more` where there are more than were counted."""

    number: int
    more: bool


def version_page(*, actor: Actor, after: Place | None = None, size: int = 25, text: str = "") -> VersionPage:
    """A page of the versions the actor may see, newest first, one query however many there are.

    `text` is looked for in the code, the names and the build as the actor sees them, whatever its case. The system,
    which acts for nobody, sees no list.
    """
    conditions, values = _conditions(actor, OF_VERSIONS, text)
    if after is not None:
        conditions.append(AFTER)
        values.update(updated_at=after.updated_at, version_id=after.version_id)
    rows = _rows(PAGE, conditions, {**values, "limit": size + 1})
    lines = tuple(VersionLine(*row) for row in rows[:size])
    more = len(rows) > size
    return VersionPage(lines, Place(lines[-1].updated_at, lines[-1].version_id) if more else None)


def count_of_versions(*, actor: Actor, text: str = "", most: int = COUNTED) -> Count:
    """How many versions the actor may see, counted as far as `most`."""
    conditions, values = _conditions(actor, OF_VERSIONS, text)
    ((number,),) = _rows(COUNT, conditions, {**values, "limit": most + 1})
    return Count(min(number, most), number > most)


class LongList(Sequence[M]):
    """Rows in the order of an index, for a paginator: a page is found by one query and read by the next.

    What the pages before it hold is passed over in the index, never read.
    """

    def __init__(self, *, actor: Actor, of: str, page: str, count: str, rows: QuerySet[M]) -> None:
        self._conditions, self._values = _conditions(actor, of)
        self._page, self._count, self._rows = page, count, rows

    def __len__(self) -> int:
        ((number,),) = _rows(self._count, self._conditions, {**self._values, "limit": None})
        return int(number)

    def __iter__(self) -> Iterator[M]:
        return iter(self[:])

    @overload
    def __getitem__(self, piece: int) -> M: ...
    @overload
    def __getitem__(self, piece: slice) -> list[M]: ...
    def __getitem__(self, piece: int | slice) -> M | list[M]:
        if isinstance(piece, int):
            return self[piece : piece + 1][0]
        offset = piece.start or 0
        limit = None if piece.stop is None else max(piece.stop - offset, 0)
        found = _rows(self._page, self._conditions, {**self._values, "limit": limit, "offset": offset})
        rows = self._rows.in_bulk([pk for (pk,) in found])
        return [rows[pk] for (pk,) in found if pk in rows]


def product_list(*, actor: Actor) -> LongList[Product]:
    """The products the actor may see, by the code it knows them by."""
    rows = Product.objects.visible_to(actor).named_for(actor)
    return LongList(actor=actor, of=OF_PRODUCTS, page=PRODUCTS, count=COUNT_PRODUCTS, rows=rows)


def version_list(*, actor: Actor) -> LongList[Version]:
    """The versions the actor may see, newest first, their products and suppliers beside them."""
    rows = Version.objects.visible_to(actor).named_for(actor).select_related("product", "owner")
    return LongList(actor=actor, of=OF_VERSIONS, page=VERSIONS, count=COUNT, rows=rows)


def _conditions(actor: Actor, of: str, text: str = "") -> tuple[list[str], dict[str, Any]]:
    conditions = [of]
    values: dict[str, Any] = {"organisation": actor.organisation_id, "user": actor.user_id}
    if actor.assigned_only:
        conditions.append(ASSIGNED)
    if text.strip():
        conditions.append(FOUND)
        values["text"] = f"%{_plain(text.strip().lower())}%"
    return conditions, values


def _plain(text: str) -> str:
    """A text in which nothing stands for anything else."""
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text


def _rows(statement: str, conditions: Sequence[str], values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(conditions=" AND ".join(conditions)), values)
        return list(cursor.fetchall())
