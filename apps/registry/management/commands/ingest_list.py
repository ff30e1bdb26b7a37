"""`manage.py ingest_list FILE …`: take one publication of a list, and say what became of it."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from apps.kernel.actor import system
from apps.kernel.files import LARGEST_UPLOAD
from apps.kernel.problems import Problem, Refused
from apps.registry import queries
from apps.registry.codes import FileCode
from apps.registry.lists import EVERY_TABLE, LISTS, NATIONAL
from apps.registry.models import Publication, PublicationState
from apps.registry.parsing.parsed import AUTO
from apps.registry.reading import refusal
from apps.registry.services import receive_publication
from apps.registry.words import LANGUAGES, both_languages

NOT_READABLE, QUARANTINED = 1, 3
NOTHING_CHANGED = {"added": 0, "gone": 0, "altered": 0}


class Command(BaseCommand):
    """Exit code 0: it became an edition; 3: held back with reasons; 1: not readable, nothing was written."""

    help = "Take the files of one publication of a list. Exit code 0: a new edition; 3: held back; 1: not readable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="the files of one publication: PDF, DOCX, XLSX, HTML or CSV"
        )
        parser.add_argument(
            "--list", default=NATIONAL, dest="list_slug", help=f"{', '.join(LISTS)} (default {NATIONAL})"
        )
        parser.add_argument("--table", default=AUTO, choices=[*EVERY_TABLE, AUTO], help="the table the rows belong to")
        parser.add_argument("--period", required=True, help="last day the publication speaks of, YYYY-MM-DD")
        parser.add_argument("--published-on", required=True, help="day it was made public, YYYY-MM-DD")
        parser.add_argument("--attachment", default="", help="which part of the list this is, such as 2024-06")
        parser.add_argument(
            "--announced", nargs="+", default=[], metavar="TABLE=N", help="totals its notice names, as filing=868"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = _report(_received(options))
        except Refused as refused:
            report = _refused(refused)
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["as_json"] else _for_people(report))
        if report["state"] != PublicationState.APPROVED:
            raise SystemExit(QUARANTINED if report["state"] == PublicationState.QUARANTINED else NOT_READABLE)


def _received(options: dict[str, Any]) -> Publication:
    dates = {name: _date(name, options[name]) for name in ("period", "published_on")}
    problems = [found for found in dates.values() if isinstance(found, Problem)]
    days = {name: found for name, found in dates.items() if isinstance(found, date)}
    files: list[tuple[str, bytes]] = []
    for path in map(Path, options["files"]):
        found = _content(path)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            files.append((path.name, found))
    announced = _announced(options["announced"])
    if isinstance(announced, Problem):
        problems.append(announced)
    if problems or isinstance(announced, Problem):
        raise Refused(*problems)
    return receive_publication(
        actor=system(reason="ingest_list was run on this machine"),
        list_slug=options["list_slug"],
        files=files,
        table=options["table"],
        period_end=days["period"],
        published_on=days["published_on"],
        received_from="ingest_list",
        attachment=options["attachment"],
        announced=announced,
    )


def _announced(said: list[str]) -> dict[str, int] | Problem:
    """Totals by table."""
    totals = {}
    for text in said:
        table, _, number = text.partition("=")
        if table not in EVERY_TABLE or not (number.isascii() and number.isdigit()):
            return refusal(FileCode.ANNOUNCED, column="--announced", value=text[:40], known=", ".join(EVERY_TABLE))
        totals[table] = int(number)
    return totals


def _date(option: str, text: str) -> date | Problem:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return refusal(FileCode.PERIOD, column=f"--{option.replace('_', '-')}", value=text[:40])


def _content(path: Path) -> bytes | Problem:
    try:
        if path.stat().st_size > LARGEST_UPLOAD:
            return refusal(FileCode.SIZE, file=path.name, most=LARGEST_UPLOAD // 2**20)
        return path.read_bytes()
    except OSError:
        return refusal(FileCode.MISSING, file=str(path))


def _report(publication: Publication) -> dict[str, Any]:
    edition = queries.edition_of(publication)
    return {
        "publication": publication.pk,
        "list": publication.list.slug,
        "attachment": publication.attachment,
        "state": str(publication.state),
        "tables": [{"table": t, "rows": publication.rows[t]} for t in EVERY_TABLE if t in publication.rows],
        "changes": queries.change_counts(edition) if edition else NOTHING_CHANGED,
        "reasons": [both_languages(doubt["code"], doubt["params"]) for doubt in publication.reasons],
        "edition": edition.number if edition else None,
        "as_of": publication.period_end.isoformat(),
        "totals": edition.totals if edition else None,
    }


def _refused(refused: Refused) -> dict[str, Any]:
    reasons = []
    for problem in refused.problems:
        said: dict[str, Any] = {"code": problem.code}
        for short, language in LANGUAGES.items():
            with translation.override(language):
                said[short] = str(problem.message)
        reasons.append({**said, "row": problem.row, "field": problem.field})
    return {
        "publication": None,
        "state": "refused",
        "tables": [],
        "changes": NOTHING_CHANGED,
        "reasons": reasons,
        "edition": None,
    }


def _for_people(report: dict[str, Any]) -> str:
    lines = []
    if report["publication"] is not None:
        became = f"edition {report['edition']}, as of {report['as_of']}" if report["edition"] else "no edition"
        lines.append(f"Publication {report['publication']} of {report['list']}: {report['state']}, {became}")
        lines += [f"  {table['table']:<14}{table['rows']:>6} rows" for table in report["tables"]]
        lines.append("  " + ", ".join(f"{count} {kind}" for kind, count in report["changes"].items()))
    else:
        lines.append("Not received, nothing was written.")
    for reason in report["reasons"]:
        lines += [f"  {reason['code']}  {reason['en']}", f"{'':{len(reason['code']) + 4}}{reason['zh']}"]
    return "\n".join(lines)
