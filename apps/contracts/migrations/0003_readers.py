"""Who may read a contract is kept by the database itself: its parties, as they come and go."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION contracts_party_reads() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM contracts_reader WHERE source = 'party' AND source_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO contracts_reader (organisation_id, contract_id, owner_id, source, source_id)
        VALUES (NEW.organisation_id, NEW.contract_id, NEW.owner_id, 'party', NEW.id);
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION contracts_party_reads() FROM PUBLIC
"""
TRIGGER = """
CREATE TRIGGER party_reads AFTER INSERT OR DELETE OR UPDATE OF organisation_id, contract_id, owner_id
ON contracts_party FOR EACH ROW EXECUTE FUNCTION contracts_party_reads()
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_composite_keys")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION contracts_party_reads()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER party_reads ON contracts_party"),
    ]
