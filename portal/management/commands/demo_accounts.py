"""Print the sign-ins of the demo."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import demo


class Command(BaseCommand):
    """`demo_accounts [--json]`: role, organisation, e-mail and password of each demo person."""

    help = "Print the sign-ins of the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON: a list of objects")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = demo.demo_accounts()
        if not accounts:
            raise CommandError("The demo is not set up here; run `make demo` first.")
        if options["json"]:
            self.stdout.write(json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=1))
            return
        for account in accounts:
            self.stdout.write(f"{account.role:<11}{account.organisation:<46}{account.email:<24}{account.password}")
