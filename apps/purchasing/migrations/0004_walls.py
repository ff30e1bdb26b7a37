"""Orders, checks and policies are walled: the buyer's alone, and an auditor's while the buyer lets one in."""

from django.db import migrations

# The period is of days in the time zone pages show, ends included.
AUDITED = """
EXISTS (SELECT FROM accounts_auditgrant room WHERE room.auditor_id = kernel_organisation()
    AND room.owner_id = purchasing_order.owner_id AND room.orders AND room.revoked_at IS NULL AND room.until > now()
    AND (purchasing_order.created_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN room.period_from AND room.period_to)
"""

SEEN = """
(version_id IS NULL OR EXISTS (SELECT FROM catalogue_version version WHERE version.id = purchasing_orderline.version_id))
"""

UP = f"""
CALL kernel_wall('purchasing_policy');
CALL kernel_wall('purchasing_supplieraccount');
CALL kernel_wall('purchasing_supplieraccountuserobjectpermission');
CALL kernel_wall('purchasing_order', reads => $${AUDITED}$$);
CALL kernel_wall('purchasing_orderline', reads => $$
    EXISTS (SELECT FROM purchasing_order bought WHERE bought.id = purchasing_orderline.order_id)
$$);
-- A line names a version that its buyer sees: one that is hidden is refused as one that is not there.
ALTER POLICY app_adds ON purchasing_orderline WITH CHECK (owner_id = kernel_organisation() AND {SEEN});
ALTER POLICY app_changes ON purchasing_orderline WITH CHECK (owner_id = kernel_organisation() AND {SEEN});
CALL kernel_wall('purchasing_check', reads => $$
    EXISTS (SELECT FROM purchasing_orderline line WHERE line.id = purchasing_check.line_id)
$$);
"""

TABLES = ("check", "orderline", "order", "supplieraccountuserobjectpermission", "supplieraccount", "policy")
DOWN = "".join(f"CALL kernel_unwall('purchasing_{table}');\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("purchasing", "0003_owners_of_assignments"),
        ("accounts", "0006_walls"),
        ("kernel", "0003_walls"),
        ("catalogue", "0003_walls"),
    ]

    operations = [migrations.RunSQL(UP, DOWN)]
