"""The official lists for everybody, and the operator's page where publications come in."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.claims import queries as claims
from apps.desk.lists.chart import Point, chart
from apps.desk.lists.forms import CHANGES, TABLES, ChangesForm, PublicationForm
from apps.desk.views import PAGE_SIZE, OrganisationView
from apps.desk.words import list_name
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused
from apps.ledger import queries as log
from apps.registry import queries as registry
from apps.registry import services
from apps.registry.lists import LISTS, NATIONAL, ListFacts
from apps.registry.numbers import number_key
from apps.registry.words import COLUMN_LABELS

SHOWN_OF_A_ROW = (("name", _("Model or app name")), ("holder", _("Filing entity")), ("province", _("Province")))
UPLOADED = "upload:%(organisation)s"
CHANGE_KINDS = [kind for kind, _label in CHANGES]


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Every list that is kept: where it comes from, its editions, what each changed."""
    counts = {kind: Count("changes", filter=Q(changes__kind=kind)) for kind in CHANGE_KINDS}
    editions: dict[str, list[Any]] = defaultdict(list)
    for edition in registry.every_edition().annotate(**counts):
        editions[edition.list.slug].append(edition)
    held = [shown(facts, editions[slug]) for slug, facts in LISTS.items()]
    # The national list is what everything is checked against: that nothing of it is loaded is said.
    shown_lists = [one for one in held if one["line"] or one["facts"].slug == NATIONAL]
    return render(request, "desk/lists/lists.html", {"lists": shown_lists})


def shown(facts: ListFacts, editions: list[Any]) -> dict[str, Any]:
    """A list with its editions, the newest first, and the drawing of its totals."""
    tables = tables_of(facts)
    points = [
        (str(label), [Point(e.as_of, e.totals[table]) for e in reversed(editions) if table in e.totals])
        for table, label in tables
    ]
    always = [(table, label) for table, label in tables if any(e.totals.get(table) for e in editions)]
    return {
        "facts": facts,
        "name": list_name(facts),
        "line": registry.line_of(editions[0]) if editions else None,
        "editions": [(e, [(label, e.totals.get(table, 0)) for table, label in always]) for e in editions],
        "tables": [label for _table, label in always],
        "chart": chart([(label, line) for label, line in points if any(p.total for p in line)]),
    }


def tables_of(facts: ListFacts) -> list[tuple[str, Any]]:
    """The tables of a list with their labels."""
    return [(table, label) for table, label in TABLES if table in facts.tables]


@require_GET
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One edition: where it comes from, and what it changed, row by row."""
    try:
        found = registry.edition(slug, number)
    except ObjectDoesNotExist:
        raise Http404 from None
    facts = LISTS[slug]
    form = ChangesForm(request.GET, tables=facts.tables)
    changes = registry.changes_of(found)
    said = form.cleaned_data if form.is_valid() else {}
    if said.get("kind"):
        changes = changes.filter(kind=said["kind"])
    if said.get("table"):
        changes = changes.filter(table=said["table"])
    if said.get("text"):
        changes = changes.filter(holding(said["text"]))
    page = Paginator(changes, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "edition": found,
        "facts": facts,
        "name": list_name(facts),
        "publication": registry.publication(found.publication_id),
        "checkpoint": log.checkpoint_over(found.leaf.index),
        "run": claims.run_of(found),
        "form": form,
        "page": page,
        "lines": [changed(one) for one in page],
        "tables": [(label, found.totals.get(table, 0)) for table, label in tables_of(facts)],
    }
    return render(request, "desk/lists/edition.html", context)


def changed(one: Any) -> dict[str, Any]:
    """A change as it is shown: the number, and each text before and after; "" where there was or is no row."""
    before, after = one.before, one.after
    return {
        "number": (after or before).number,
        "kind": one.kind,
        "table": one.table,
        "altered": [str(COLUMN_LABELS.get(field, field)) for field in one.fields],
        "texts": [
            {"label": label, "before": getattr(before, field, ""), "after": getattr(after, field, "")}
            for field, label in SHOWN_OF_A_ROW
        ],
    }


def holding(text: str) -> Q:
    """Changes whose number, or whose row before or after, holds a text."""
    rows = [
        Q(**{f"{row}__{field}__icontains": text.strip()}) for row in ("before", "after") for field in ("name", "holder")
    ]
    return Q(number_key__contains=number_key(text)) | rows[0] | rows[1] | rows[2] | rows[3]


class PublicationAdd(OrganisationView):
    """Publications as they came in, what became of each, and a form for the next; the operator's home."""

    permission = Permission.LIST_INGEST
    fresh = fresh_form = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(PublicationForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PublicationForm(request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            try:
                publication = services.receive_publication(
                    actor=self.actor,
                    list_slug=said["list_slug"],
                    files=[(file.name, file.read()) for file in said["attachments"]],
                    table=said["table"],
                    period_end=said["period_end"],
                    published_on=said["published_on"],
                    attachment=said["attachment"],
                    received_from=UPLOADED % {"organisation": self.organisation.slug},
                )
            except Refused as error:
                self.refused(form, error)
            else:
                self.say(request, publication)
                return self.go("publication-add")
        return self.show(form)

    def say(self, request: HttpRequest, publication: Any) -> None:
        """Tell what became of a publication."""
        if publication.state == "approved":
            said = _("The publication became edition %(number)d. Claims it touches are being verified again.")
            messages.success(request, said % {"number": publication.edition.number})
        else:
            messages.warning(request, _("The publication is in quarantine: the list did not change. See its reasons."))

    def show(self, form: PublicationForm) -> HttpResponse:
        page = self.paged(registry.publications())
        return self.page("desk/lists/publications.html", {"form": form, "page": page})
