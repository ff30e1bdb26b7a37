"""Who leaves an organisation is assigned to nothing there any more, and is not again by coming back."""

from django.db import migrations

UP = """
CREATE FUNCTION catalogue_member_left() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM catalogue_productuserobjectpermission
    WHERE user_id = OLD.user_id AND owner_id = OLD.organisation_id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION catalogue_member_left() FROM PUBLIC;
CREATE TRIGGER catalogue_member_left AFTER DELETE ON accounts_membership
FOR EACH ROW EXECUTE FUNCTION catalogue_member_left();
"""

DOWN = """
DROP TRIGGER catalogue_member_left ON accounts_membership;
DROP FUNCTION catalogue_member_left();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_contracts_open_names_alone"), ("accounts", "0006_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
