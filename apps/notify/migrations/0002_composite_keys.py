"""A delivery's owner is its message's: the database compares both keys."""

from django.db import migrations

NAME = "notify_delivery_message_id_owner_fk"


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_messages")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE notify_delivery ADD CONSTRAINT {NAME} FOREIGN KEY (message_id, owner_id) "
            "REFERENCES notify_message (id, owner_id) DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE notify_delivery DROP CONSTRAINT {NAME}",
        )
    ]
