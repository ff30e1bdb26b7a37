"""The words walls are written in: who acts, and what row-level security a tenant table gets."""

from django.db import migrations

UP = """
-- Whose rows the transaction works on, as `apps.kernel.wall` says it: the organisation, and the person. NULL without
-- a context, which equals nothing. PostgreSQL puts the body in place of the call, so that an index serves it.
CREATE FUNCTION kernel_organisation() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('hefu.organisation', true), '')::bigint $$;
CREATE FUNCTION kernel_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('hefu.user', true), '')::bigint $$;

-- Whether who asks may hear what is said to this organisation: the web only for the one it acts for, whoever it names.
-- By the role it works with, which a worker that acts for somebody has too; inside a SECURITY DEFINER function the
-- current user is that function's owner.
CREATE FUNCTION kernel_speaks_for(organisation bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT organisation = kernel_organisation()
        OR coalesce(NULLIF(current_setting('role'), 'none'), session_user) <> 'hefu_app'
$$;

-- Row-level security for one table. `reads` admits rows beside one's own; `adds`, `changes` and `removes` are whole
-- conditions, by default that the row is one's own. The system (worker, commands) has a policy of its own.
CREATE PROCEDURE kernel_wall(
    walled regclass, reads text DEFAULT 'false', adds text DEFAULT NULL, changes text DEFAULT NULL,
    removes text DEFAULT NULL, own text DEFAULT 'owner_id = kernel_organisation()'
) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format('CREATE POLICY app_reads ON %s FOR SELECT TO hefu_app USING (%s OR %s)', walled, own, reads);
    EXECUTE format('CREATE POLICY app_adds ON %s FOR INSERT TO hefu_app WITH CHECK (%s)', walled, coalesce(adds, own));
    EXECUTE format('CREATE POLICY app_changes ON %s FOR UPDATE TO hefu_app USING (%s)', walled, coalesce(changes, own));
    EXECUTE format('CREATE POLICY app_removes ON %s FOR DELETE TO hefu_app USING (%s)', walled, coalesce(removes, own));
    EXECUTE format('CREATE POLICY system_works ON %s TO hefu_system USING (true) WITH CHECK (true)', walled);
END $$;

CREATE PROCEDURE kernel_unwall(walled regclass) LANGUAGE plpgsql AS $$
DECLARE policy text;
BEGIN
    FOREACH policy IN ARRAY ARRAY['app_reads', 'app_adds', 'app_changes', 'app_removes', 'system_works'] LOOP
        EXECUTE format('DROP POLICY %I ON %s', policy, walled);
    END LOOP;
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', walled);
END $$;

REVOKE ALL ON PROCEDURE kernel_wall(regclass, text, text, text, text, text), kernel_unwall(regclass) FROM PUBLIC;
"""

DOWN = """
DROP PROCEDURE kernel_unwall(regclass);
DROP PROCEDURE kernel_wall(regclass, text, text, text, text, text);
DROP FUNCTION kernel_speaks_for(bigint);
DROP FUNCTION kernel_person();
DROP FUNCTION kernel_organisation();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_audit_and_outbox")]

    operations = [migrations.RunSQL(UP, DOWN)]
