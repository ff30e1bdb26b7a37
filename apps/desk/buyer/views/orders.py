"""Orders: the list, a new one from a file or pasted cells, its page, checking again, and its export."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.catalogue import custody
from apps.catalogue.coverage import Coverage
from apps.claims import queries as claims
from apps.desk.buyer.forms import OrderForm
from apps.desk.buyer.order_csv import exported, template
from apps.desk.views import OrganisationView
from apps.desk.words import listed
from apps.kernel.permissions import Permission
from apps.kernel.problems import Problem, Refused
from apps.purchasing import queries as purchasing
from apps.purchasing import services
from apps.purchasing.gate import SEVERITY, Decision
from apps.purchasing.order_columns import HEADERS, REQUIRED, Column
from apps.purchasing.order_files import LARGEST_FILE, OrderUnreadable, decoded, read_file

LINES_A_PAGE = 100
# A file that was not taken is put into the page to be mended there, up to this many characters.
MENDABLE = 200_000
STOPS = frozenset({Decision.HOLD, Decision.BLOCK, Decision.NOT_DECIDABLE})
FILTERS = ("all", "stop", "release")
# What a change of the AI software takes away.
COVERED = frozenset({Coverage.COVERED, Coverage.OUT_OF_SCOPE})


class Orders(OrganisationView):
    """The organisation's orders, each as grave as its gravest line."""

    permission = Permission.ORDER_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(purchasing.orders(actor=self.actor))
        summaries = purchasing.order_summaries(actor=self.actor, orders=list(page.object_list))
        return self.page("desk/buyer/orders.html", {"page": page, "summaries": summaries})


class OrderAdd(OrganisationView):
    """Takes an order whole or not at all; what is wrong is said by row, and what was typed stays."""

    permission = Permission.ORDER_CHECK

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(OrderForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OrderForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        upload = form.cleaned_data["file"]
        name = upload.name if upload else ""
        content = upload.read(LARGEST_FILE + 1) if upload else form.cleaned_data["lines"].encode()
        try:
            order = services.receive_order(
                actor=self.actor, reference=form.cleaned_data["reference"], name=name, content=content
            )
        except Refused as error:
            return self.show(self.mendable(form, error, upload is not None, content), self.in_lines(error))
        services.check_order(actor=self.actor, order=order)
        messages.success(request, reading(content))
        return self.go("order", pk=order.pk)

    def mendable(self, form: OrderForm, error: Refused, uploaded: bool, content: bytes) -> OrderForm:
        """The form with its problems; the text of an uploaded file is laid out to be mended in place."""
        text = text_of(content) if uploaded else ""
        if text:
            again = self.request.POST.copy()
            again["lines"] = text
            form = OrderForm(again)
        form.is_valid()
        about_reference = [problem for problem in error.problems if problem.field == "reference"]
        if about_reference:
            self.refused(form, Refused(*about_reference))
        count = len(self.in_lines(error))
        if count:
            message = ngettext(
                "The order lines have %(count)s problem; nothing was stored.",
                "The order lines have %(count)s problems; nothing was stored.",
                count,
            )
            form.add_error("lines" if text or not uploaded else "file", message % {"count": count})
        return form

    def in_lines(self, error: Refused) -> list[dict[str, Any]]:
        """The problems of the lines, with the columns in both languages."""
        return [
            {"problem": problem, "column": column_named(problem)}
            for problem in error.problems
            if problem.field != "reference"
        ]

    def show(self, form: OrderForm, problems: Sequence[dict[str, Any]] = ()) -> HttpResponse:
        columns = [{"names": HEADERS[column], "required": column in REQUIRED} for column in Column]
        return self.page("desk/buyer/order_add.html", {"form": form, "problems": problems, "columns": columns})


class OrderPage(OrganisationView):
    """The lines of an order with what was decided for each, and why."""

    permission = Permission.ORDER_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = purchasing.order(actor=self.actor, pk=pk)
        lines = purchasing.lines_with_latest_check(actor=self.actor, order=order)
        shown = request.GET.get("show", "all")
        shown = shown if shown in FILTERS else "all"
        page = Paginator([line for line in lines if fits(line, shown)], LINES_A_PAGE).get_page(request.GET.get("page"))
        newest = max((line.check for line in lines if line.check), key=lambda check: check.checked_at, default=None)
        context = {
            "order": order,
            "page": page,
            "shown": shown,
            "counts": counts(lines),
            "checked": newest,
            "unchecked": sum(line.check is None for line in lines),
            "outdated": newest is not None and self.outdated(newest),
            "changed": self.changed(lines),
            "proofs": self.proofs(line.check.verification_id_used for line in page if line.check),
        }
        return self.page("desk/buyer/order.html", context)

    def proofs(self, keys: Iterable[int | None]) -> set[int]:
        """Those of the verifications that the reader sees still, to be linked: a share may have ended since."""
        if not self.actor.may(Permission.CLAIM_SEE):
            return set()
        asked = [key for key in keys if key is not None]
        return set(claims.verifications(actor=self.actor).filter(pk__in=asked).values_list("pk", flat=True))

    def changed(self, lines: Iterable[Any]) -> set[int]:
        """The versions of lines that were checked as covered and whose AI software somebody has changed since."""
        asked = [one.line.version for one in lines if one.check and one.check.coverage in COVERED and one.line.version]
        return custody.changed_on_the_way(actor=self.actor, versions=asked)

    def outdated(self, newest: Any) -> bool:
        """Whether the list or the rules have moved on since the lines were checked."""
        line = self.frame.list_line
        current = line.edition_number if line else None
        checked_against = newest.edition.number if newest.edition else None
        policy = purchasing.policy_in_force(actor=self.actor)
        return current != checked_against or policy.number != newest.policy_number


class OrderCheck(OrganisationView):
    """Checks an order again; the earlier checks stay."""

    permission = Permission.ORDER_CHECK

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = purchasing.order(actor=self.actor, pk=pk)
        checks = services.check_order(actor=self.actor, order=order)
        message = ngettext("%(count)s line was checked again.", "%(count)s lines were checked again.", len(checks))
        messages.success(request, message % {"count": len(checks)})
        return self.go("order", pk=order.pk)


class OrderExport(OrganisationView):
    """The lines and their newest checks as a CSV file."""

    permission = Permission.ORDER_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        order = purchasing.order(actor=self.actor, pk=pk)
        lines = purchasing.lines_with_latest_check(actor=self.actor, order=order)
        return as_csv(exported(lines), slugify(order.reference) or f"order-{order.pk}")


class OrderTemplate(OrganisationView):
    """The file to fill in."""

    permission = Permission.ORDER_CHECK

    def get(self, request: HttpRequest) -> HttpResponse:
        return as_csv(template(), "order-lines")


def as_csv(content: bytes, name: str) -> HttpResponse:
    """A download with an ASCII name; the browser is not to guess its type."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def fits(line: Any, shown: str) -> bool:
    """Whether a line is among those asked for; a line never checked stops the order too."""
    if shown == "all":
        return True
    stops = line.check is None or line.check.decision in STOPS
    return stops == (shown == "stop")


def counts(lines: Sequence[Any]) -> list[dict[str, Any]]:
    """How many lines have each decision, the mildest first."""
    found = Counter(line.check.decision for line in lines if line.check)
    return [{"code": code, "count": found[code]} for code in SEVERITY if found[code]]


def column_named(problem: Problem) -> str:
    """A column by its headers in both languages, "" where the problem is about none."""
    known = problem.field in {column.value for column in Column}
    return " / ".join(HEADERS[Column(problem.field)][:2]) if known else ""


def text_of(content: bytes) -> str:
    """The text of a file small enough to be mended on the page, "" for any other."""
    try:
        text, _encoding = decoded(content)
    except OrderUnreadable:
        return ""
    return text if len(text) <= MENDABLE else ""


def reading(content: bytes) -> str:
    """How the lines were read: how many, in which encoding, and which columns nobody looked at."""
    read = read_file(content)
    message = ngettext(
        "%(count)s line was read (%(encoding)s) and checked.",
        "%(count)s lines were read (%(encoding)s) and checked.",
        len(read.lines),
    ) % {"count": len(read.lines), "encoding": read.encoding}
    if read.unused:
        message += " " + _("Columns not used: %(columns)s.") % {"columns": listed(read.unused)}
    return message
