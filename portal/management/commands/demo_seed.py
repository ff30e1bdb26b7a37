"""Set up the demo: the bundled list and fictitious organisations of every capacity."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal import demo


class Command(BaseCommand):
    """`demo_seed [--editions N]`: does nothing where the demo stands already."""

    help = "Set up the demo once; its data is kept afterwards."

    def add_arguments(self, parser: CommandParser) -> None:
        default = int(os.environ.get("HEFU_DEMO_EDITIONS", "11"))
        parser.add_argument("--editions", type=int, default=default, help="how many editions of the list to load")

    def handle(self, *args: Any, **options: Any) -> None:
        made = demo.seed(editions=options["editions"])
        self.stdout.write("The demo is set up." if made else "The demo stands already; its data is kept.")
