"""Contracts are walled: a contract and its parts are its readers', who stand in a flat table kept by triggers."""

from django.db import migrations

READER = """
EXISTS (SELECT FROM contracts_reader reader WHERE reader.organisation_id = kernel_organisation()
    AND reader.contract_id = {contract} AND (reader.until IS NULL OR reader.until > now()){more})
"""
BY_PARTY = " AND reader.source = 'party'"


def reader_of(table: str, more: str = "") -> str:
    """Who reads the contract a row hangs on. The column is named with its table: by itself it would be the reader's."""
    return READER.format(contract=f"{table}.contract_id", more=more)


UP = f"""
CALL kernel_wall('contracts_reader', own => 'organisation_id = kernel_organisation()',
    adds => 'false', changes => 'false', removes => 'false');
CALL kernel_wall('contracts_contract', reads => $${READER.format(contract="contracts_contract.id", more="")}$$,
    changes => $$owner_id = kernel_organisation()
        OR {READER.format(contract="contracts_contract.id", more=BY_PARTY)}$$);
CALL kernel_wall('contracts_contractversion', reads => $${reader_of("contracts_contractversion")}$$);
-- A party confirms for itself, and stays the party it is, of the contract it is of.
CALL kernel_wall('contracts_party', reads => $${reader_of("contracts_party")}$$,
    changes => 'owner_id = kernel_organisation() OR organisation_id = kernel_organisation()');
CALL kernel_wall('contracts_contractuserobjectpermission');
CALL kernel_wall('contracts_clause', reads => $${reader_of("contracts_clause")}$$);
CALL kernel_wall('contracts_assignment', reads => $$
    EXISTS (SELECT FROM contracts_clause clause WHERE clause.id = contracts_assignment.clause_id)
$$);
-- One party reports that an obligation is met, another accepts it.
CALL kernel_wall('contracts_obligation', reads => $${reader_of("contracts_obligation")}$$,
    changes => $$owner_id = kernel_organisation() OR {reader_of("contracts_obligation", BY_PARTY)}$$);

CREATE FUNCTION contracts_party_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'a party of a contract is put in or taken out, never exchanged';
END $$;
CREATE TRIGGER party_stays BEFORE UPDATE ON contracts_party FOR EACH ROW
    WHEN ((OLD.contract_id, OLD.owner_id, OLD.organisation_id)
        IS DISTINCT FROM (NEW.contract_id, NEW.owner_id, NEW.organisation_id))
    EXECUTE FUNCTION contracts_party_stays();
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
DOWN = """
DROP TRIGGER party_stays ON contracts_party;
DROP FUNCTION contracts_party_stays();
""" + "".join(f"CALL kernel_unwall('contracts_{table}');\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_readers"), ("kernel", "0003_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
