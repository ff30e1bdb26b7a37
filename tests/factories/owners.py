"""Rows that say another owner than their parent does."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from apps.accounts.models import Organisation


def assert_owner_is_the_parents(row: models.Model, other: Organisation, **changes: Any) -> None:
    """A copy of a row, `changes` made so that it is no second one, is refused when it says another owner."""
    row.pk = None
    row._state.adding = True
    for name, value in {"owner": other, **changes}.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match="_owner_fk"), transaction.atomic():
        row.save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
