"""Memberships, keys, identifiers, invitations and auditors' rooms are walled; names of organisations are not."""

from django.db import migrations

OPERATOR = """
EXISTS (SELECT FROM accounts_organisation me WHERE me.id = kernel_organisation() AND 'operator' = ANY(me.capacities))
"""

UP = f"""
-- Who trades with whom is a secret, what an organisation is called is not: a row of another tenant that one may see
-- names its organisation. One's own is changed by oneself, the state of its identity by an operator.
ALTER TABLE accounts_organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_organisation FORCE ROW LEVEL SECURITY;
CREATE POLICY app_reads ON accounts_organisation FOR SELECT TO hefu_app USING (true);
-- Nobody becomes an operator through the web.
CREATE POLICY app_adds ON accounts_organisation FOR INSERT TO hefu_app WITH CHECK ('operator' <> ALL (capacities));
CREATE POLICY app_changes ON accounts_organisation FOR UPDATE TO hefu_app
    USING (id = kernel_organisation() OR {OPERATOR})
    WITH CHECK ((id = kernel_organisation() OR {OPERATOR}) AND ('operator' <> ALL (capacities) OR EXISTS (
        SELECT FROM accounts_organisation before
        WHERE before.id = accounts_organisation.id AND 'operator' = ANY (before.capacities))));
CREATE POLICY app_removes ON accounts_organisation FOR DELETE TO hefu_app USING (false);
CREATE POLICY system_works ON accounts_organisation TO hefu_system USING (true) WITH CHECK (true);

-- People see where they are members, whatever organisation they act for.
CALL kernel_wall('accounts_membership', own => 'organisation_id = kernel_organisation()',
    reads => 'user_id = kernel_person()');
CALL kernel_wall('accounts_apikey');
CALL kernel_wall('accounts_identifier', reads => $${OPERATOR}$$);
CALL kernel_wall('accounts_invitation');
CALL kernel_wall('accounts_auditgrant', reads => 'auditor_id = kernel_organisation()');
"""

TABLES = ("auditgrant", "invitation", "identifier", "apikey", "membership", "organisation")
DOWN = "".join(f"CALL kernel_unwall('accounts_{table}');\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_composite_keys"), ("kernel", "0003_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
