"""Who assigns a colleague to a supplier account need not say whose row that is: the account's owner's."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION purchasing_assignment_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT owner_id INTO NEW.owner_id FROM purchasing_supplieraccount WHERE id = NEW.content_object_id;
    RETURN NEW;
END $$
"""
TRIGGER = """
CREATE TRIGGER assignment_owner BEFORE INSERT OR UPDATE ON purchasing_supplieraccountuserobjectpermission
FOR EACH ROW EXECUTE FUNCTION purchasing_assignment_owner()
"""


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0002_composite_keys")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION purchasing_assignment_owner()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER assignment_owner ON purchasing_supplieraccountuserobjectpermission"),
    ]
