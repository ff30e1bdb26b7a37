"""`manage.py rotate_ledger_key`: sign the log with a new key from now on."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.kernel.actor import system
from apps.ledger.services import rotate_key


class Command(BaseCommand):
    """Makes a key on this machine; those before it stay published, so that what they signed stays verifiable."""

    help = "Make a new key for the log and sign the log with it."

    def handle(self, *args: Any, **options: Any) -> None:
        key = rotate_key(actor=system(reason="rotate_ledger_key was run on this machine"))
        self.stdout.write(f"The log is signed with {key.name}+{key.key_id} from now on.")
