"""Products, versions and shares are walled: the supplier's own, and what a row of access opens."""

from django.db import migrations

IN_FORCE = """
EXISTS (SELECT FROM catalogue_access access WHERE access.organisation_id = kernel_organisation()
    AND {which} AND (access.until IS NULL OR access.until > now()))
"""
ASSIGNED = """
owner_id = kernel_organisation() AND EXISTS (SELECT FROM catalogue_product product WHERE product.id = content_object_id)
"""
MINE = "share.owner_id = kernel_organisation()"

UP = f"""
-- What has run out opens nothing and tells nothing.
CALL kernel_wall('catalogue_access',
    own => 'organisation_id = kernel_organisation() AND (until IS NULL OR until > now())',
    adds => 'false', changes => 'false', removes => 'false');
CALL kernel_wall('catalogue_product', reads => $${IN_FORCE.format(which="access.product_id = catalogue_product.id")}$$);
CALL kernel_wall('catalogue_version', reads => $${IN_FORCE.format(which="access.version_id = catalogue_version.id")}$$);
-- An organisation assigns its colleagues to what it sees, its own or another's; nobody else reads to whom.
CALL kernel_wall('catalogue_productuserobjectpermission', adds => $${ASSIGNED}$$, changes => $${ASSIGNED}$$);
-- A share is its giver's and its receiver's. Who looks a host's books through sees whom the host shares with.
CALL kernel_wall('catalogue_share', reads => $$
    to_organisation_id = kernel_organisation()
    OR {
    IN_FORCE.format(
        which='''access.product_id = catalogue_share.product_id
        AND access.source = 'audit' AND access.seller_id = catalogue_share.owner_id'''
    )
}
$$);
CALL kernel_wall('catalogue_shareversion',
    own => $$EXISTS (SELECT FROM catalogue_share share WHERE share.id = share_id AND {MINE})$$,
    reads => $$EXISTS (SELECT FROM catalogue_share share WHERE share.id = share_id)$$);
CALL kernel_wall('catalogue_sharerule');
CALL kernel_wall('catalogue_receipt', reads => 'giver_id = kernel_organisation()');
CALL kernel_wall('catalogue_publiccode');
"""

TABLES = (
    "publiccode",
    "receipt",
    "sharerule",
    "shareversion",
    "share",
    "productuserobjectpermission",
    "version",
    "product",
    "access",
)
DOWN = "".join(f"CALL kernel_unwall('catalogue_{table}');\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_access_is_kept_by_triggers"), ("kernel", "0003_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
