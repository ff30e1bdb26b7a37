"""`manage.py load_bundled_list`: make the editions of the bundled attachments that the list does not have yet."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.kernel.actor import system
from apps.registry import queries
from apps.registry.services import load_bundled_list


class Command(BaseCommand):
    help = "Load the bundled attachments of the national list, one edition each; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--upto", type=int, default=None, metavar="N", help="only the first N attachments")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system(reason="load_bundled_list was run on this machine")
        publications = load_bundled_list(actor=actor, upto=options["upto"])
        line = queries.list_line()
        report = {
            "loaded": len(publications),
            "edition": line.edition_number if line else None,
            "as_of": line.as_of.isoformat() if line else None,
            "totals": line.totals if line else None,
        }
        if options["as_json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        totals = ", ".join(f"{rows} {table}" for table, rows in (line.totals if line else {}).items())
        self.stdout.write(f"{report['loaded']} attachments loaded. Edition {report['edition']}: {totals}.")
