"""An approved publication becomes the next edition of its list: entries, changes, and a leaf in the log."""

from collections.abc import Mapping

from django.utils import timezone

from apps.kernel.actor import Actor, system
from apps.kernel.audit import record
from apps.kernel.outbox import Queue, after_commit
from apps.ledger.models import Kind, Leaf
from apps.ledger.services import append_leaf
from apps.registry.diffing import Difference
from apps.registry.jobs import Job
from apps.registry.lists import LISTS, ON_DEVICE, ListFacts
from apps.registry.models import Change, Edition, Entry, Publication, PublicList
from apps.registry.names import holder_key, name_key
from apps.registry.row_tree import rows_root
from apps.registry.rows import ListRow, rows_sha256

LEAF_SCHEMA = "hefu.edition/1"
# Counts up when files are read otherwise, so that the log says how rows came of bytes.
READER_VERSION = 1
Place = tuple[str, str]


def publish_edition(
    actor: Actor,
    publication: Publication,
    change: Difference,
    standing: Mapping[Place, Entry],
    rows: Mapping[Place, ListRow],
    cells: Mapping[Place, dict[str, str]],
) -> Edition:
    """The next edition of the list: entries opened and closed, changes written, what follows it promised."""
    public_list = publication.list
    newest = public_list.editions.last()
    now = timezone.now()
    number = newest.number + 1 if newest else 1
    totals, sha256 = _totals(LISTS[public_list.slug], rows), rows_sha256(rows.values())
    edition = Edition.objects.create(
        list=public_list,
        number=number,
        publication=publication,
        as_of=publication.period_end,
        published_on=publication.published_on,
        approved_at=now,
        approved_by=publication.decided_by,
        totals=totals,
        sha256=sha256,
        leaf=_leaf(publication, number, totals, sha256, rows_root(rows.values())),
    )
    closed = [*change.gone, *(alteration.before for alteration in change.altered)]
    Entry.objects.filter(pk__in=[standing[row.place].pk for row in closed]).update(last_edition=edition.number - 1)
    opened = [*change.added, *(alteration.after for alteration in change.altered)]
    created = Entry.objects.bulk_create([_entry(edition, row, cells[row.place]) for row in opened])
    _write_changes(edition, change, standing, {(entry.table, entry.number_key): entry for entry in created})
    PublicList.objects.filter(pk=public_list.pk).update(last_look_at=now)
    record(
        actor,
        "edition.published",
        f"registry.Edition:{edition.pk}",
        list=public_list.slug,
        number=edition.number,
        sha256=edition.sha256,
        changes=change.counts(),
    )
    after_commit(Job.FOLLOW_EDITION, Queue.BULK, edition_id=edition.pk)
    return edition


def _leaf(publication: Publication, number: int, totals: dict[str, int], sha256: str, root: str) -> Leaf:
    return append_leaf(
        actor=system(reason="an edition of a public list was made"),
        kind=Kind.EDITION,
        content={
            "schema": LEAF_SCHEMA,
            "list": publication.list.slug,
            "edition": number,
            "as_of": publication.period_end.isoformat(),
            "published_on": publication.published_on.isoformat(),
            "attachment": publication.attachment,
            "files": [file.sha256 for file in publication.files.all()],
            "totals": totals,
            "rows_sha256": sha256,
            "rows_root": root,
            "reader": READER_VERSION,
        },
    )


def _write_changes(
    edition: Edition, change: Difference, standing: Mapping[Place, Entry], created: Mapping[Place, Entry]
) -> None:
    altered_fields = {alteration.before.place: list(alteration.fields) for alteration in change.altered}
    kinds = {row.place: Change.ADDED for row in change.added}
    kinds |= {row.place: Change.GONE for row in change.gone}
    kinds |= dict.fromkeys(altered_fields, Change.ALTERED)
    Change.objects.bulk_create(
        Change(
            edition=edition,
            kind=kind,
            table=place[0],
            number_key=place[1],
            before=standing.get(place),
            after=created.get(place),
            fields=altered_fields.get(place, []),
        )
        for place, kind in kinds.items()
    )


def _totals(facts: ListFacts, rows: Mapping[Place, ListRow]) -> dict[str, int]:
    """Rows in force per table; those every edition of the list has are named even where empty."""
    totals = dict.fromkeys((table for table in facts.tables if table != ON_DEVICE), 0)
    for table, _ in rows:
        totals[table] = totals.get(table, 0) + 1
    return totals


def _entry(edition: Edition, row: ListRow, cells: Mapping[str, str]) -> Entry:
    return Entry(
        list=edition.list,
        table=row.table,
        sequence=row.sequence,
        number=row.number,
        number_key=row.number_key,
        name=row.name,
        name_key=name_key(row.name),
        holder=row.holder,
        holder_key=holder_key(row.holder),
        province=row.province,
        listed_on=row.listed_on,
        scope=row.scope,
        role=row.role,
        product=row.product,
        purpose=row.purpose,
        remark=row.remark,
        cancelled_on=row.cancelled_on,
        attachment=row.attachment,
        cells=dict(cells),
        first_edition=edition.number,
    )
