"""Build an evidence pack of the demo, as its integrator would, and write it to a file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from apps.accounts import queries as accounts
from apps.evidence import queries
from apps.evidence.models import Pack, PackState
from apps.evidence.services.building import build_pack
from apps.evidence.services.packs import download_pack, request_pack
from apps.evidence.words import failure_sentence
from apps.kernel.actor import Actor, system
from portal import demo

NOT_THERE = "The demo is not set up here; run `make demo` first."
PURPOSE = "Demonstration 演示"


class Command(BaseCommand):
    """`demo_pack --out FILE [--json]`: asked for, built and taken through the ordinary services."""

    help = "Build an evidence pack of the demo and write it to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="where to write the ZIP; its folder must exist")
        parser.add_argument("--json", action="store_true", help="say it for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if out.is_dir() or not out.parent.is_dir():
            raise CommandError(f"{out} can't be written: give a file in a folder that exists.")
        actor = integrator()
        pack = build(actor)
        if pack.state != PackState.READY:
            raise CommandError(failure_sentence(pack.failure))
        out.write_bytes(download_pack(actor=actor, pack=pack))
        said: dict[str, object] = {"pack": str(pack), "product": pack.product_code, "file": str(out)}
        said |= {"sha256": pack.sha256, "size": pack.size, "partial": pack.partial}
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(f"{pack} about {pack.product_code}: {out}, {pack.size} bytes, SHA-256 {pack.sha256}")


def integrator() -> Actor:
    """The demo's integrator, by its key; raises CommandError where there is none."""
    account = next((account for account in demo.demo_accounts() if account.role == "integrator"), None)
    key = accounts.presented_key(account.api_key) if account else None
    if key is None:
        raise CommandError(NOT_THERE)
    return accounts.actor_of_key(key)


@transaction.atomic
def build(actor: Actor) -> Pack:
    """Ask for a pack about the first product that may be packed and build it at once, before a worker can."""
    product = queries.products_for_packs(actor=actor).first()
    if product is None:
        raise CommandError(NOT_THERE)
    pack = request_pack(actor=actor, product=product, purpose=PURPOSE, language="en")
    build_pack(actor=system(reason="a pack of the demo was asked for"), pack_id=pack.pk)
    return queries.pack(actor=actor, pk=pack.pk)
