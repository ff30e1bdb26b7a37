"""The world on disk instead of in an open transaction, for those who come with connections of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.access.probing.marks import set_keys_apart
from tests.access.probing.stock import Stock, begun, finish, next_edition


@contextmanager
def committed_stock(blocker: DjangoDbBlocker) -> Iterator[tuple[Stock, dict[int, str]]]:
    """The stock, committed, with the first key of every table; all is emptied afterwards."""
    with blocker.unblock():
        try:
            with transaction.atomic():
                kinds = set_keys_apart()
                stock = begun()
                next_edition()
                finish(stock)
                # Nobody is to do the jobs of this world: they would wait in the queue for another one's worker.
                connection.run_on_commit = []
            yield stock, kinds
        finally:
            connection.close()
            call_command("flush", interactive=False, verbosity=0)
