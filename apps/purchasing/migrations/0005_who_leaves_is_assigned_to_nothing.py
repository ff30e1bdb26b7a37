"""Who leaves an organisation is assigned to nothing there any more, and is not again by coming back."""

from django.db import migrations

UP = """
CREATE FUNCTION purchasing_member_left() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM purchasing_supplieraccountuserobjectpermission
    WHERE user_id = OLD.user_id AND owner_id = OLD.organisation_id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION purchasing_member_left() FROM PUBLIC;
CREATE TRIGGER purchasing_member_left AFTER DELETE ON accounts_membership
FOR EACH ROW EXECUTE FUNCTION purchasing_member_left();
"""

DOWN = """
DROP TRIGGER purchasing_member_left ON accounts_membership;
DROP FUNCTION purchasing_member_left();
"""


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0004_walls"), ("accounts", "0006_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
