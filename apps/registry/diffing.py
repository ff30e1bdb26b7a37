"""What a publication does to the rows in force: added, gone, altered field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.registry.lists import Growth
from apps.registry.rows import ListRow

# The sequence number is no content: one row taken out would alter all that follow.
COMPARED = (
    "number",
    "name",
    "holder",
    "province",
    "listed_on",
    "scope",
    "role",
    "product",
    "purpose",
    "remark",
    "cancelled_on",
    "attachment",
)


@dataclass(frozen=True, slots=True)
class Alteration:
    """A row in force and what it becomes; `fields` names what differs."""

    before: ListRow
    after: ListRow
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows by what happens to them; `repeated` rows are published as they already stand."""

    added: tuple[ListRow, ...]
    gone: tuple[ListRow, ...]
    altered: tuple[Alteration, ...]
    repeated: tuple[ListRow, ...]

    def counts(self) -> dict[str, int]:
        return {"added": len(self.added), "gone": len(self.gone), "altered": len(self.altered)}


def difference(
    in_force: Mapping[tuple[str, str], ListRow],
    published: Iterable[ListRow],
    *,
    growth: Growth = Growth.ADDED,
    attachment: str = "",
) -> Difference:
    """Compare published rows with those in force, keyed by table and number key.

    Rows in force that are not repeated stay where a publication adds to its list or says something of another; they
    are gone where it is the whole list, and those of its attachment where it is an attachment. Of rows with one number
    the first counts.
    """
    by_place: dict[tuple[str, str], ListRow] = {}
    for row in published:
        by_place.setdefault(row.place, row)
    added, altered, repeated = [], [], []
    for place, row in by_place.items():
        before = in_force.get(place)
        if before is None:
            added.append(row)
        elif fields := tuple(name for name in COMPARED if getattr(before, name) != getattr(row, name)):
            altered.append(Alteration(before, row, fields))
        else:
            repeated.append(row)
    left_out = [row for place, row in in_force.items() if place not in by_place]
    replaced = {Growth.WHOLE: left_out, Growth.ATTACHMENTS: [r for r in left_out if r.attachment == attachment]}
    gone = replaced.get(growth, [])
    return Difference(tuple(added), tuple(gone), tuple(altered), tuple(repeated))


def after(in_force: Mapping[tuple[str, str], ListRow], change: Difference) -> dict[tuple[str, str], ListRow]:
    """The rows in force once the change is made."""
    rows = dict(in_force)
    for row in change.gone:
        del rows[row.place]
    for row in (*change.added, *(alteration.after for alteration in change.altered)):
        rows[row.place] = row
    return rows
