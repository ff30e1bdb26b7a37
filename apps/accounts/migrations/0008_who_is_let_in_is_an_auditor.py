"""A room is open to an auditor alone, and who is let in stays one: what an auditor's people open is noted."""

from django.db import migrations

# Both hold the organisation's row, so that who lets it in and who takes the capacity away wait for each other.
UP = """
CREATE FUNCTION accounts_room_is_an_auditors() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM accounts_organisation WHERE id = NEW.auditor_id AND 'auditor' = ANY (capacities) FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a room is opened to an auditor alone'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_grant_to_an_auditor';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER room_is_an_auditors BEFORE INSERT OR UPDATE ON accounts_auditgrant
FOR EACH ROW WHEN (NEW.revoked_at IS NULL) EXECUTE FUNCTION accounts_room_is_an_auditors();

CREATE FUNCTION accounts_auditor_stays_one() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM accounts_auditgrant room
        WHERE room.auditor_id = NEW.id AND room.revoked_at IS NULL AND room.until > now()) THEN
        RAISE EXCEPTION 'who is let in to a room stays an auditor'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'auditor_while_a_room_is_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER auditor_stays_one BEFORE UPDATE ON accounts_organisation
FOR EACH ROW WHEN ('auditor' = ANY (OLD.capacities) AND NOT 'auditor' = ANY (NEW.capacities))
EXECUTE FUNCTION accounts_auditor_stays_one();

REVOKE ALL ON FUNCTION accounts_room_is_an_auditors(), accounts_auditor_stays_one() FROM PUBLIC;
"""

DOWN = """
DROP TRIGGER auditor_stays_one ON accounts_organisation;
DROP TRIGGER room_is_an_auditors ON accounts_auditgrant;
DROP FUNCTION accounts_auditor_stays_one();
DROP FUNCTION accounts_room_is_an_auditors();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_partners_are_found_by_number")]

    operations = [migrations.RunSQL(UP, DOWN)]
