"""A key is replaced by one of the same organisation: the database compares both owners."""

from django.db import migrations

ADD = """
ALTER TABLE accounts_apikey ADD CONSTRAINT accounts_apikey_replaced_by_id_owner_fk
FOREIGN KEY (replaced_by_id, owner_id) REFERENCES accounts_apikey (id, owner_id) DEFERRABLE INITIALLY DEFERRED
"""
DROP = "ALTER TABLE accounts_apikey DROP CONSTRAINT accounts_apikey_replaced_by_id_owner_fk"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_keys_are_found_by_digest")]

    operations = [migrations.RunSQL(ADD, DROP)]
