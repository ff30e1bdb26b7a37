"""`manage.py verify_number`: look a number up in the national list, or one number a line."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.claims.checking import NumberBook
from apps.claims.queries import number_book
from apps.claims.status import NumberCheck
from apps.claims.words import MATCH_WORDS, both_languages, sentence

FROM_STANDARD_INPUT = "-"


class Command(BaseCommand):
    help = (
        "Look a filing or registration number up in the national list. "
        'TEXT "-" reads one number a line and writes one JSON object a line.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", metavar="TEXT")
        parser.add_argument("--holder", default="", metavar="NAME", help="the company the number is said to belong to")
        parser.add_argument("--name", default="", metavar="MODEL", help="the model or application it is said to name")
        parser.add_argument("--as-of", default=None, metavar="YYYY-MM-DD", help="the list as of that day")
        parser.add_argument("--json", action="store_true", help="write JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer; a number that is not listed is an answer too. Raises CommandError where none can be given."""
        book = number_book(as_of=_day(options["as_of"]))
        if book.edition is None:
            raise CommandError(_no_list(book))
        several = options["text"] == FROM_STANDARD_INPUT
        for text in _lines() if several else [options["text"]]:
            check = book.check(text, holder=options["holder"], name=options["name"])
            said = json.dumps(as_json(check), ensure_ascii=False) if several or options["json"] else _as_text(check)
            self.stdout.write(said)


def as_json(check: NumberCheck) -> dict[str, Any]:
    """A check as machines read it; codes are stable, sentences are for people."""
    row, edition = check.listed, check.edition
    return {
        "input": check.input,
        "kind": str(check.kind),
        "match": str(check.match),
        "reasons": [both_languages(one.code, one.params) for one in check.reasons],
        "edition": edition
        and {
            "list": edition.list,
            "number": edition.number,
            "as_of": edition.as_of.isoformat(),
            "published_on": edition.published_on.isoformat(),
        },
        "listed": row
        and {
            "table": row.table,
            "sequence": row.sequence,
            "number": row.number,
            "name": row.name,
            "holder": row.holder,
            "province": row.province,
            "scope": row.scope,
        },
        "fields": [one.as_dict() for one in check.fields],
        "near": list(check.near),
        "found_in_text": list(check.found_in_text),
        "as_of": check.asked_as_of and check.asked_as_of.isoformat(),
        "bundled": check.bundled,
        "last_look_at": check.last_look_at and check.last_look_at.isoformat(),
    }


def _as_text(check: NumberCheck) -> str:
    lines = [str(MATCH_WORDS[check.match].label)]
    lines += [f"  {sentence(one.code, one.params)}  {one.code}" for one in check.reasons]
    if check.listed:
        row = check.listed
        lines.append(f"  {row.number} · {row.name} · {row.holder} · {row.province} ({row.table} {row.sequence})")
    if check.found_in_text:
        lines.append(f"  Numbers in the text: {', '.join(check.found_in_text)}")
    if check.edition:
        lines.append(f"  List as of {check.edition.as_of}, edition {check.edition.number}")
    return "\n".join(lines)


def _lines() -> Iterator[str]:
    # Read as UTF-8 whatever the terminal's setting; a byte that is none spoils its own line only.
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"--as-of {text}: write the day as YYYY-MM-DD, such as 2026-04-30.") from None


def _no_list(book: NumberBook) -> str:
    if book.look.list_loaded:
        return f"The list has no edition as of {book.asked_as_of}. Ask for a later day."
    return "No list is loaded. Load the bundled one first: manage.py load_bundled_list"
