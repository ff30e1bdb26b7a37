"""Messages are walled: they are the organisation's to which they go, and so is what became of sending them."""

from django.db import migrations

UP = """
CALL kernel_wall('notify_message');
CALL kernel_wall('notify_delivery');
"""
DOWN = """
CALL kernel_unwall('notify_delivery');
CALL kernel_unwall('notify_message');
"""


class Migration(migrations.Migration):
    dependencies = [("notify", "0002_composite_keys"), ("kernel", "0003_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
