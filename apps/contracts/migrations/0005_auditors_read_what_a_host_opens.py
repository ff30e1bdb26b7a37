"""A grant to an auditor opens contracts that the host is a party of: rows of readers, kept in step by triggers."""

from django.db import migrations

UP = """
CREATE FUNCTION contracts_room_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM contracts_reader WHERE source = 'audit' AND source_id = coalesce(OLD.id, NEW.id);
    IF TG_OP = 'DELETE' OR NEW.revoked_at IS NOT NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM unnest(NEW.contract_ids) AS named(id) WHERE NOT EXISTS (
        SELECT FROM contracts_party p WHERE p.contract_id = named.id AND p.organisation_id = NEW.owner_id)) THEN
        RAISE EXCEPTION 'an auditor is let in to the contracts of the host alone'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_grant_of_own_contracts';
    END IF;
    INSERT INTO contracts_reader (organisation_id, contract_id, owner_id, source, source_id, until)
    SELECT NEW.auditor_id, c.id, c.owner_id, 'audit', NEW.id, NEW.until
    FROM contracts_contract c WHERE c.id = ANY (NEW.contract_ids);
    RETURN NULL;
END $$;
CREATE TRIGGER room_opens_contracts AFTER INSERT OR UPDATE OR DELETE ON accounts_auditgrant
FOR EACH ROW EXECUTE FUNCTION contracts_room_changed();
REVOKE ALL ON FUNCTION contracts_room_changed() FROM PUBLIC;
"""

DOWN = """
DROP TRIGGER room_opens_contracts ON accounts_auditgrant;
DROP FUNCTION contracts_room_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0004_walls"), ("accounts", "0006_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
