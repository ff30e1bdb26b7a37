"""The audit of an organisation is read by that organisation alone; whoever acts on its rows adds to it."""

from django.db import migrations

UP = """
CALL kernel_wall(
    'kernel_auditevent', own => $$ chain = 'organisation:' || kernel_organisation() $$,
    adds => 'true', changes => 'false', removes => 'false'
);

-- Who adds to a chain knows its last link, and of a chain that is not theirs nothing else. One at a time: the lock is
-- held until the transaction ends, and what follows it sees what was committed before.
CREATE FUNCTION kernel_last_link(wanted text, OUT number bigint, OUT sha256 text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(wanted, 0));
    SELECT event.number, event.sha256 INTO kernel_last_link.number, kernel_last_link.sha256
        FROM kernel_auditevent event WHERE event.chain = wanted ORDER BY event.number DESC LIMIT 1;
    kernel_last_link.number := coalesce(kernel_last_link.number, 0);
    kernel_last_link.sha256 := coalesce(kernel_last_link.sha256, '');
END $$;
REVOKE ALL ON FUNCTION kernel_last_link(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel_last_link(text) TO hefu_app, hefu_system;
"""

DOWN = """
DROP FUNCTION kernel_last_link(text);
CALL kernel_unwall('kernel_auditevent');
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_how_walls_are_built")]

    operations = [migrations.RunSQL(UP, DOWN)]
