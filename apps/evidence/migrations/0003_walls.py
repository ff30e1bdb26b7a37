"""Evidence packs are walled: whose who asked for them, and an auditor's for the products a host lets one see."""

from django.db import migrations

UP = """
CALL kernel_wall('evidence_pack', reads => $$
    EXISTS (SELECT FROM catalogue_access access WHERE access.organisation_id = kernel_organisation()
        AND access.product_id = evidence_pack.product_id AND access.source = 'audit'
        AND access.seller_id = evidence_pack.owner_id AND (access.until IS NULL OR access.until > now()))
$$);
CALL kernel_wall('evidence_packfile', reads => $$
    EXISTS (SELECT FROM evidence_pack pack WHERE pack.id = evidence_packfile.pack_id)
$$);
"""

DOWN = """
CALL kernel_unwall('evidence_packfile');
CALL kernel_unwall('evidence_pack');
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_composite_keys"), ("catalogue", "0003_walls"), ("kernel", "0003_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
