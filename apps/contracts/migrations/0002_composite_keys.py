"""A row's owner is its parent's: the database compares both keys, and who can't see a parent learns nothing of it."""

from django.db import migrations

# Child table, its column, the parent's table.
KEYS = [
    ("contracts_party", "contract_id", "contracts_contract"),
    ("contracts_reader", "contract_id", "contracts_contract"),
    ("contracts_contractversion", "contract_id", "contracts_contract"),
    ("contracts_clause", "contract_id", "contracts_contract"),
    ("contracts_assignment", "clause_id", "contracts_clause"),
    ("contracts_assignment", "party_id", "contracts_party"),
    ("contracts_obligation", "contract_id", "contracts_contract"),
    ("contracts_obligation", "clause_id", "contracts_clause"),
    ("contracts_obligation", "debtor_id", "contracts_party"),
]


def composite(child: str, column: str, parent: str) -> migrations.RunSQL:
    name = f"{child}_{column}_owner_fk"[-63:]
    return migrations.RunSQL(
        f"ALTER TABLE {child} ADD CONSTRAINT {name} FOREIGN KEY ({column}, owner_id) "
        f"REFERENCES {parent} (id, owner_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {child} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_contracts_and_obligations")]

    operations = [composite(*key) for key in KEYS]
