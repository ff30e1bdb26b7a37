"""Every write on lists: receiving a publication, and making it the next edition when it looks like one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.files import store
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import Refused
from apps.registry.bundled import Attachment, attachments
from apps.registry.codes import NOT_STORABLE, Doubt, FileCode
from apps.registry.diffing import Difference, after, difference
from apps.registry.lists import NATIONAL, ListFacts
from apps.registry.models import (
    Publication,
    PublicationFile,
    PublicationState,
    PublicList,
)
from apps.registry.parsing.parsed import AUTO
from apps.registry.plausibility import Candidate, doubts
from apps.registry.publishing import publish_edition
from apps.registry.queries import row_of
from apps.registry.reading import Incoming, ReadFile, facts_of, part_of, read_files, refusal
from apps.registry.rows import ListRow

AUTOMATIC, BUNDLED = "automatic", "bundled"
Place = tuple[str, str]


@allowed_to(Permission.LIST_INGEST)
@transaction.atomic
def receive_publication(
    *,
    actor: Actor,
    list_slug: str,
    files: Sequence[tuple[str, bytes]],
    table: str,
    period_end: date,
    published_on: date,
    received_from: str,
    decision: str | None = None,
    attachment: str = "",
    announced: Mapping[str, int] | None = None,
) -> Publication:
    """Take the files of one publication: approved as the next edition where plausible, else quarantined with reasons.

    `files` are names and bytes; `table` is one of the list's, or auto; `attachment` names the part of the list this is,
    where it has parts; `announced` are totals by table, where the notice names them. Refused names file, row and field
    of what can't be read, and a file the list has already; then nothing was written. Only the system may bring a
    `decision`, which takes the publication whatever is doubted of it.
    """
    if decision is not None and not actor.is_system:
        raise NotAllowed("A publication that is held back is not decided by whoever sends it.")
    facts = facts_of(list_slug)
    part = part_of(facts, attachment)
    read = read_files(files, table, facts.tables)
    incoming = Incoming(read, period_end, published_on, received_from, decision, announced or {}, part)
    return _receive(actor, _locked(list_slug), facts, incoming)


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def load_bundled_list(*, actor: Actor, upto: int | None = None) -> list[Publication]:
    """Load the bundled attachments of the national list, one edition each, up to the given number of them.

    Attachments whose period the list has reached already are left out, so a second load changes nothing. The list
    counts as looked at when they are loaded. Gives the publications that were made.
    """
    public_list = _locked(NATIONAL)
    newest = public_list.editions.last()
    wanted = [a for a in attachments()[:upto] if newest is None or a.as_of > newest.as_of]
    return [_receive(actor, public_list, facts_of(NATIONAL), _bundled(attachment)) for attachment in wanted]


def _bundled(attachment: Attachment) -> Incoming:
    return Incoming(
        files=read_files([(attachment.name, attachment.content())], AUTO),
        period_end=attachment.as_of,
        published_on=attachment.published_on,
        received_from=BUNDLED,
        decision=BUNDLED,
        announced=attachment.announced,
    )


def _locked(list_slug: str) -> PublicList:
    """The list, held until the transaction ends: two publications at once would both make the next edition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"registry.PublicList:{list_slug}"])
    return PublicList.objects.get_or_create(slug=list_slug, defaults={"bundled": list_slug == NATIONAL})[0]


def _receive(actor: Actor, public_list: PublicList, facts: ListFacts, incoming: Incoming) -> Publication:
    _refuse_known_files(public_list, incoming.files)
    standing = {(e.table, e.number_key): e for e in public_list.entries.filter(last_edition=None)}
    in_force = {place: row_of(entry) for place, entry in standing.items()}
    rows = [row.content for row in incoming.rows]
    change = difference(in_force, rows, growth=facts.growth, attachment=incoming.attachment)
    found = doubts(_candidate(public_list, incoming, rows, change, in_force), facts)
    publication = _keep(public_list, incoming, found)
    held = bool(found) and (incoming.decision is None or any(doubt.code in NOT_STORABLE for doubt in found))
    publication.state = PublicationState.QUARANTINED if held else PublicationState.APPROVED
    if not held:
        publication.decided_by, publication.decided_at = incoming.decision or AUTOMATIC, timezone.now()
    publication.save(update_fields=["state", "decided_by", "decided_at"])
    record(
        actor,
        "publication.quarantined" if held else "publication.approved",
        f"registry.Publication:{publication.pk}",
        list=public_list.slug,
        reasons=[str(doubt.code) for doubt in found],
        decided_by=publication.decided_by,
    )
    if not held:
        cells = {row.content.place: row.cells for row in reversed(incoming.rows)}
        publish_edition(actor, publication, change, standing, after(in_force, change), cells)
    return publication


def _refuse_known_files(public_list: PublicList, files: Sequence[ReadFile]) -> None:
    """Refused for a file given twice, or held by a publication that is in the list or still to be decided.

    One held back, rejected or revoked doesn't count: the file may have been sent with a wrong date, and no other
    way leads to the right one. No constraint can look across to the publication's state: the list's lock does.
    """
    held = PublicationFile.objects.filter(publication__state__in=(PublicationState.RECEIVED, PublicationState.APPROVED))
    sent = held.filter(list=public_list, sha256__in=[file.sha256 for file in files])
    known = dict(sent.values_list("sha256", "publication_id"))
    problems = [
        refusal(FileCode.SAME, file=file.name, publication=known[file.sha256]) for file in files if file.sha256 in known
    ]
    seen: set[str] = set()
    for file in files:
        if file.sha256 in seen:
            problems.append(refusal(FileCode.TWICE, file=file.name))
        seen.add(file.sha256)
    if problems:
        raise Refused(*problems)


def _candidate(
    public_list: PublicList,
    incoming: Incoming,
    rows: Sequence[ListRow],
    change: Difference,
    in_force: Mapping[Place, ListRow],
) -> Candidate:
    newest = public_list.editions.last()
    last_periods: dict[str, date] = {}
    approved = public_list.publications.filter(state=PublicationState.APPROVED)
    for counts, period_end in approved.values_list("rows", "period_end"):
        for table in counts:
            last_periods[table] = max(period_end, last_periods.get(table, period_end))
    return Candidate(
        rows=rows,
        change=change,
        in_force=in_force,
        period_end=incoming.period_end,
        published_on=incoming.published_on,
        today=timezone.localdate(),
        current_as_of=newest.as_of if newest else None,
        last_periods=last_periods,
        announced=incoming.announced,
    )


def _keep(public_list: PublicList, incoming: Incoming, found: Iterable[Doubt]) -> Publication:
    """The publication as received, its bytes kept, nothing decided yet."""
    publication = Publication.objects.create(
        list=public_list,
        period_end=incoming.period_end,
        published_on=incoming.published_on,
        received_from=incoming.received_from,
        attachment=incoming.attachment,
        announced=dict(incoming.announced),
        reasons=[doubt.as_dict() for doubt in found],
        rows=incoming.counts,
    )
    for file in incoming.files:
        stored = store(file.content)
        PublicationFile.objects.create(
            publication=publication,
            list=public_list,
            name=file.name[:200],
            sha256=stored.sha256,
            size=stored.size,
            encoding=file.parsed.encoding,
        )
    return publication
