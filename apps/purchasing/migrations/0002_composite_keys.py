"""A row's owner is its parent's: the database compares both keys, and who can't see a parent learns nothing of it."""

from django.db import migrations

# Child table, its column, the parent's table.
KEYS = [
    ("purchasing_orderline", "order_id", "purchasing_order"),
    ("purchasing_check", "line_id", "purchasing_orderline"),
    ("purchasing_supplieraccountuserobjectpermission", "content_object_id", "purchasing_supplieraccount"),
]


def composite(child: str, column: str, parent: str) -> migrations.RunSQL:
    name = f"{child}_{column}_owner_fk"[-63:]
    return migrations.RunSQL(
        f"ALTER TABLE {child} ADD CONSTRAINT {name} FOREIGN KEY ({column}, owner_id) "
        f"REFERENCES {parent} (id, owner_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {child} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0001_orders_and_checks")]

    operations = [composite(*key) for key in KEYS]
