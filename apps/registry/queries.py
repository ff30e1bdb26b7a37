"""Reading lists, publications, editions, entries and changes: public data, the same for everybody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from rapidfuzz.distance import Levenshtein

from apps.registry.lists import NATIONAL
from apps.registry.models import Change, Edition, Entry, Publication, PublicList
from apps.registry.names import holder_key, name_key
from apps.registry.numbers import number_key
from apps.registry.row_tree import NumberProof, number_proof
from apps.registry.rows import ListRow


@dataclass(frozen=True, slots=True)
class ListLine:
    """The state of a list in one line; `age_days` counts from the last look, not from the list's date."""

    slug: str
    edition_number: int
    as_of: date
    published_on: date
    totals: Mapping[str, int]
    last_look_at: datetime | None
    bundled: bool
    age_days: int | None


def the_list(slug: str = NATIONAL) -> PublicList | None:
    """A list by its slug, None while nothing of it was received."""
    return PublicList.objects.filter(slug=slug).first()


def held_lists() -> dict[str, PublicList]:
    """The lists of which anything was received, by slug; one query."""
    return {row.slug: row for row in PublicList.objects.all()}


def publications(slug: str = "") -> QuerySet[Publication]:
    """Every publication received, or those of one list, the newest first, its files and its edition beside it."""
    found = Publication.objects.select_related("list", "edition").prefetch_related("files")
    found = found.filter(list__slug=slug) if slug else found
    return found.order_by("-period_end", "-pk")


def publication(pk: int) -> Publication:
    """A publication with its files and its edition; raises Publication.DoesNotExist."""
    return Publication.objects.select_related("list", "edition").prefetch_related("files").get(pk=pk)


def edition_of(publication: Publication) -> Edition | None:
    """The edition a publication became, None where it became none."""
    return Edition.objects.filter(publication=publication).first()


def editions(slug: str = NATIONAL) -> QuerySet[Edition]:
    """The editions of a list, the newest first, their publication beside them."""
    return Edition.objects.filter(list__slug=slug).select_related("list", "publication", "leaf").order_by("-number")


def every_edition() -> QuerySet[Edition]:
    """The editions of all lists, the newest of each list first."""
    found = Edition.objects.select_related("list", "publication", "leaf")
    return found.order_by("list__slug", "-number")


def current_editions() -> dict[str, Edition]:
    """The newest edition of each list, by its slug; one query."""
    return {found.list.slug: found for found in every_edition().distinct("list__slug")}


def edition(slug: str, number: int) -> Edition:
    """An edition by its number; raises Edition.DoesNotExist."""
    return editions(slug).get(number=number)


def edition_by_id(edition_id: int) -> Edition:
    """An edition by its key; raises Edition.DoesNotExist."""
    return Edition.objects.select_related("list", "publication", "leaf").get(pk=edition_id)


def current_edition(slug: str = NATIONAL) -> Edition | None:
    """The newest edition of a list, None while there is none."""
    return editions(slug).first()


def edition_as_of(slug: str, day: date) -> Edition | None:
    """The edition that was in force on a day by its list date, None where the day lies before the first."""
    return editions(slug).filter(as_of__lte=day).first()


def entries(edition: Edition, *, table: str = "", text: str = "") -> QuerySet[Entry]:
    """The rows an edition shows, by table and sequence; only those of a table or holding a text, where given.

    The text is looked for in numbers, names and holders, folded as these are.
    """
    found = Entry.objects.filter(_shown_in(edition), list_id=edition.list_id)
    if table:
        found = found.filter(table=table)
    if text.strip():
        found = found.filter(
            Q(number_key__contains=number_key(text))
            | Q(name_key__contains=name_key(text))
            | Q(holder_key__contains=holder_key(text))
        )
    return found.order_by("table", "sequence", "pk")


def entries_for(*, number_keys: Collection[str], edition: Edition) -> dict[str, list[Entry]]:
    """The rows an edition shows for each of some number keys, in one query; [] for a key without a row."""
    found: dict[str, list[Entry]] = {key: [] for key in number_keys}
    rows = Entry.objects.filter(_shown_in(edition), list_id=edition.list_id, number_key__in=list(found))
    for row in rows.order_by("table", "pk"):
        found[row.number_key].append(row)
    return found


def formerly_listed(*, number_keys: Collection[str], edition: Edition) -> set[str]:
    """Those of some number keys that an earlier edition showed and this one does not."""
    past = Entry.objects.filter(
        list_id=edition.list_id, number_key__in=list(number_keys), first_edition__lte=edition.number
    )
    shown = past.filter(_shown_in(edition)).values_list("number_key", flat=True)
    return set(past.values_list("number_key", flat=True)) - set(shown)


def near_numbers(key: str, edition: Edition) -> list[str]:
    """Numbers an edition shows whose key is one character away: suggestions, never a finding."""
    half = len(key) // 2
    if not half:
        return []
    # One changed character leaves at least one half as it is.
    alike = Entry.objects.filter(_shown_in(edition), list_id=edition.list_id).filter(
        Q(number_key__startswith=key[:half]) | Q(number_key__endswith=key[half:])
    )
    rows = alike.values_list("number_key", "number").order_by("number_key", "table")
    near = {number for found, number in rows if Levenshtein.distance(found, key, score_cutoff=1) == 1}
    return sorted(near)


def changes_of(edition: Edition) -> QuerySet[Change]:
    """What an edition changed, by table, the rows before and after beside each change."""
    return Change.objects.filter(edition=edition).select_related("before", "after").order_by("table", "pk")


def change_counts(edition: Edition) -> dict[str, int]:
    """How many rows an edition added, took away and altered; one query."""
    counted = Change.objects.filter(edition=edition).order_by().values("kind").annotate(rows=Count("pk"))
    return {**dict.fromkeys(Change.KINDS, 0), **{found["kind"]: found["rows"] for found in counted}}


def changed_number_keys(edition: Edition) -> set[str]:
    """The number keys an edition touched."""
    return set(Change.objects.filter(edition=edition).values_list("number_key", flat=True))


def list_line(slug: str = NATIONAL) -> ListLine | None:
    """The state of a list in one line, None while it has no edition; one query."""
    newest = editions(slug).first()
    return line_of(newest) if newest else None


def line_of(newest: Edition) -> ListLine:
    """The state of a list in one line, from its newest edition."""
    looked = newest.list.last_look_at
    return ListLine(
        slug=newest.list.slug,
        edition_number=newest.number,
        as_of=newest.as_of,
        published_on=newest.published_on,
        totals=newest.totals,
        last_look_at=looked,
        bundled=newest.list.bundled,
        age_days=None if looked is None else (timezone.now() - looked).days,
    )


def _shown_in(edition: Edition) -> Q:
    return Q(first_edition__lte=edition.number) & (Q(last_edition=None) | Q(last_edition__gte=edition.number))


def row_of(entry: Entry) -> ListRow:
    """A kept row as the pure modules take it."""
    return ListRow(
        table=entry.table,
        sequence=entry.sequence,
        number=entry.number,
        name=entry.name,
        holder=entry.holder,
        province=entry.province,
        listed_on=entry.listed_on,
        scope=entry.scope,
        role=entry.role,
        product=entry.product,
        purpose=entry.purpose,
        remark=entry.remark,
        cancelled_on=entry.cancelled_on,
        attachment=entry.attachment,
    )


def proof_of(number: str, edition: Edition) -> NumberProof:
    """What the tree over the rows of an edition shows of a number: its rows, or the neighbours of its place."""
    rows = Entry.objects.filter(_shown_in(edition), list_id=edition.list_id)
    return number_proof([row_of(entry) for entry in rows], number_key(number))
