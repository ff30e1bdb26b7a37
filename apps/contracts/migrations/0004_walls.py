"""Contracts are walled: a contract and its parts are its readers', who stand in a flat table kept by triggers."""

from django.db import migrations

READER = """
EXISTS (SELECT FROM contracts_reader reader WHERE reader.organisation_id = kernel_organisation()
    AND reader.contract_id = {contract} AND (reader.until IS NULL OR reader.until > now()){more})
"""
OF_CONTRACT = READER.format(contract="contract_id", more="")
BY_PARTY = READER.format(contract="contract_id", more=" AND reader.source = 'party'")

UP = f"""
CALL kernel_wall('contracts_reader', own => 'organisation_id = kernel_organisation()',
    adds => 'false', changes => 'false', removes => 'false');
CALL kernel_wall('contracts_contract', reads => $${READER.format(contract="contracts_contract.id", more="")}$$,
    changes => $$owner_id = kernel_organisation()
        OR {READER.format(contract="contracts_contract.id", more=" AND reader.source = 'party'")}$$);
CALL kernel_wall('contracts_contractversion', reads => $${OF_CONTRACT}$$);
-- A party confirms for itself.
CALL kernel_wall('contracts_party', reads => $${OF_CONTRACT}$$,
    changes => 'owner_id = kernel_organisation() OR organisation_id = kernel_organisation()');
CALL kernel_wall('contracts_contractuserobjectpermission');
CALL kernel_wall('contracts_clause', reads => $${OF_CONTRACT}$$);
CALL kernel_wall('contracts_assignment', reads => $$
    EXISTS (SELECT FROM contracts_clause clause WHERE clause.id = contracts_assignment.clause_id)
$$);
-- One party reports that an obligation is met, another accepts it.
CALL kernel_wall('contracts_obligation', reads => $${OF_CONTRACT}$$,
    changes => $$owner_id = kernel_organisation() OR {BY_PARTY}$$);
"""

TABLES = (
    "obligation",
    "assignment",
    "clause",
    "contractuserobjectpermission",
    "party",
    "contractversion",
    "contract",
    "reader",
)
DOWN = "".join(f"CALL kernel_unwall('contracts_{table}');\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_readers"), ("kernel", "0003_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
