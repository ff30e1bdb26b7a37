"""Who leaves an organisation is assigned to nothing there any more, and is not again by coming back."""

from django.db import migrations

UP = """
CREATE FUNCTION contracts_member_left() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM contracts_contractuserobjectpermission
    WHERE user_id = OLD.user_id AND owner_id = OLD.organisation_id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION contracts_member_left() FROM PUBLIC;
CREATE TRIGGER contracts_member_left AFTER DELETE ON accounts_membership
FOR EACH ROW EXECUTE FUNCTION contracts_member_left();
"""

DOWN = """
DROP TRIGGER contracts_member_left ON accounts_membership;
DROP FUNCTION contracts_member_left();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0005_auditors_read_what_a_host_opens"), ("accounts", "0006_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
