"""A grant to an auditor opens products of the host: rows of access, kept in step by triggers."""

from django.db import migrations

UP = """
CREATE FUNCTION catalogue_room_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(NEW.product_ids) AS named(id)
        WHERE NOT EXISTS (SELECT FROM catalogue_product p WHERE p.id = named.id AND p.owner_id = NEW.owner_id)) THEN
        RAISE EXCEPTION 'an auditor is let in to the products of the host alone'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_grant_of_own_products';
    END IF;
    IF NEW.revoked_at IS NOT NULL THEN
        PERFORM catalogue_end_access('audit', NEW.id);
    ELSE
        PERFORM catalogue_grant_access('audit', NEW.id, NEW.auditor_id, NEW.owner_id,
            ARRAY(SELECT id FROM catalogue_product p
                WHERE p.owner_id = NEW.owner_id AND (NEW.every_product OR p.id = ANY (NEW.product_ids))),
            '{}', '{status,certificate,evidence,contract}', NEW.until);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER room_changed AFTER INSERT OR UPDATE ON accounts_auditgrant
FOR EACH ROW EXECUTE FUNCTION catalogue_room_changed();

CREATE FUNCTION catalogue_room_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM catalogue_end_access('audit', OLD.id);
    RETURN NULL;
END $$;
CREATE TRIGGER room_removed AFTER DELETE ON accounts_auditgrant
FOR EACH ROW EXECUTE FUNCTION catalogue_room_removed();

-- A grant on every product takes in the ones to come; their versions follow as any version does.
CREATE FUNCTION catalogue_product_in_rooms() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO catalogue_access (source, source_id, organisation_id, product_id, scopes, seller_id, shown_code,
        shown_name, shown_name_zh, build, until, updated_at)
    SELECT 'audit', room.id, room.auditor_id, p.id, '{status,certificate,evidence,contract}', p.owner_id, p.code,
        p.name, p.name_zh, '', room.until, p.created_at
    FROM fresh p JOIN accounts_auditgrant room ON room.owner_id = p.owner_id
    WHERE room.every_product AND room.revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER product_in_rooms AFTER INSERT ON catalogue_product REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_product_in_rooms();

REVOKE ALL ON FUNCTION catalogue_room_changed(), catalogue_room_removed(), catalogue_product_in_rooms() FROM PUBLIC;
"""

DOWN = """
DROP TRIGGER product_in_rooms ON catalogue_product;
DROP TRIGGER room_removed ON accounts_auditgrant;
DROP TRIGGER room_changed ON accounts_auditgrant;
DROP FUNCTION catalogue_product_in_rooms();
DROP FUNCTION catalogue_room_removed();
DROP FUNCTION catalogue_room_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_walls"), ("accounts", "0006_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
