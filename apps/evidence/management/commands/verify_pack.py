"""`manage.py verify_pack PACK.zip`: does every file of a pack hold what its manifest says?"""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from apps.evidence.archive import check_pack
from apps.evidence.offline.verify import EXIT_CODES, as_json, as_text, check_folder


class Command(BaseCommand):
    """Check a pack by the rules of the verifier that lies in it."""

    help = (
        "Check a pack (a ZIP as downloaded, or the folder it was unpacked to). Exit code 0: every file is as its "
        "manifest says; 1: something was changed, is missing or was added; 2: this is not a pack."
    )
    # A pack is checked without the database, and on a machine that has none.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("pack", type=Path, help="the ZIP, or the folder it was unpacked to")
        parser.add_argument("--json", action="store_true", help="say it for programs")

    def handle(self, *, pack: Path, json: bool, **options: object) -> None:
        """Say what was found and end with its exit code."""
        report = check_folder(pack) if pack.is_dir() else check_pack(pack)
        self.stdout.write(as_json(report) if json else as_text(report), ending="")
        if code := EXIT_CODES[report.state]:
            raise SystemExit(code)
