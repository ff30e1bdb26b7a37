"""What claims need of the list, and of what their reader can't see, in the shapes that the pure modules take."""

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.utils import timezone

from apps.claims.checking import NumberBook, near_among
from apps.claims.codes import Match, reasons_from
from apps.claims.matching import Listed
from apps.claims.models import Run, Verification
from apps.claims.reckoning import ListNow, Met
from apps.claims.status import EditionFacts, Look
from apps.kernel.actor import Actor
from apps.registry import queries as registry
from apps.registry.lists import NATIONAL
from apps.registry.models import Edition, Entry
from apps.registry.names import holder_key


def listed_of(entry: Entry) -> Listed:
    """A row of the list as the matcher takes it."""
    return Listed(
        table=entry.table,
        number=entry.number,
        number_key=entry.number_key,
        name=entry.name,
        holder=entry.holder,
        province=entry.province,
        scope=entry.scope,
        sequence=entry.sequence,
    )


def book_of(edition: Edition | None, *, asked_as_of: date | None = None) -> NumberBook:
    """A whole edition in memory, in one query."""
    rows: dict[str, list[Listed]] = {}
    for entry in registry.entries(edition) if edition else ():
        rows.setdefault(entry.number_key, []).append(listed_of(entry))
    return NumberBook(edition=edition_facts(edition), look=look_now(), rows=rows, asked_as_of=asked_as_of)


def near_numbers(number_keys: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Numbers of the current edition one character from each key; the edition is read only where there is a key."""
    if not number_keys:
        return {}
    rows = book_of(edition_of(None)).rows
    return {key: near_among(key, rows) for key in number_keys}


def edition_of(day: date | None) -> Edition | None:
    """The edition in force on a day by its list date, or now; None where there is none."""
    return registry.edition_as_of(NATIONAL, day) if day else registry.current_edition(NATIONAL)


def edition_facts(edition: Edition | None) -> EditionFacts | None:
    """An edition as it is named beside every result."""
    return EditionFacts(NATIONAL, edition.number, edition.as_of, edition.published_on) if edition else None


def look_now() -> Look:
    """How fresh the list is."""
    line = registry.list_line(NATIONAL)
    if line is None:
        return Look(list_loaded=False, last_look_at=None, bundled=False)
    return Look(list_loaded=True, last_look_at=line.last_look_at, bundled=line.bundled)


def met_of(row: Verification) -> Met:
    """A stored verification, its edition beside it."""
    return Met(row.pk, Match(row.match), reasons_from(row.reasons), row.edition.number, row.checked_at)


def list_now() -> ListNow:
    """The list at this moment, and which of its editions every claim was looked through for."""
    days = {edition.number: edition.as_of for edition in registry.editions(NATIONAL)}
    runs = Run.objects.filter(edition__list__slug=NATIONAL).values_list("edition__number", flat=True)
    return ListNow(look=look_now(), days=days, runs=frozenset(runs))


def claimed_unseen(actor: Actor, products: Collection[int]) -> set[int]:
    """The products of which a claim that holds names only versions the reader's organisation can't see."""
    if actor.is_system or not products:
        return set()
    day = timezone.localdate()
    with connection.cursor() as cursor:
        asked = [actor.organisation_id, list(products), day]
        cursor.execute("SELECT * FROM claims_on_unseen_versions(%s, %s, %s)", asked)
        return {
            product_id
            for product_id, holder, legal_name, papers in cursor.fetchall()
            if holder_key(holder) in {holder_key(name) for name in (legal_name, *papers)}
        }
