"""How many buyers checked a supplier's version before ordering is said to the supplier; who they are, to nobody."""

from django.db import migrations

# Buyers are counted that let it be known and that see the asker as their supplier: whom a reseller sells to stays the
# reseller's. For every version, and with a NULL for the product as a whole. The web asks for the organisation it acts
# for, whoever it names.
UP = """
CREATE FUNCTION purchasing_buyers_checked(asker bigint, products bigint[])
RETURNS TABLE (product_id bigint, version_id bigint, buyers bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT version.product_id, version.id, count(DISTINCT line.owner_id)
    FROM catalogue_version version
    JOIN purchasing_orderline line ON line.version_id = version.id AND line.supplier_id = version.owner_id
    JOIN accounts_organisation buyer ON buyer.id = line.owner_id AND buyer.tells_checks
    WHERE version.owner_id = asker AND version.product_id = ANY (products) AND line.owner_id <> asker
        AND EXISTS (SELECT FROM purchasing_check made WHERE made.line_id = line.id)
        AND kernel_speaks_for(asker)
    GROUP BY GROUPING SETS ((version.product_id), (version.product_id, version.id))
$$;
REVOKE ALL ON FUNCTION purchasing_buyers_checked(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION purchasing_buyers_checked(bigint, bigint[]) TO hefu_app, hefu_system;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("purchasing", "0005_who_leaves_is_assigned_to_nothing"),
        ("accounts", "0001_people_and_organisations"),
        ("catalogue", "0001_products_versions_and_shares"),
    ]

    operations = [migrations.RunSQL(UP, "DROP FUNCTION purchasing_buyers_checked(bigint, bigint[])")]
