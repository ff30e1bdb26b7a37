"""An organisation is found by its exact public number, by who wants to share with it; nobody lists who there is."""

from django.db import migrations

# The key alone, which says no more than its name, and that is read by everybody. A number that nobody checked finds
# nobody: whoever writes down another's would draw what is shared with that one. Numbers that are short enough to be
# guessed are left out.
UP = """
CREATE FUNCTION accounts_organisation_by_number(wanted text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT identifier.owner_id FROM public.accounts_identifier AS identifier
    JOIN public.accounts_organisation AS organisation ON organisation.id = identifier.owner_id
    WHERE identifier.value = wanted AND identifier.scheme IN ('uscc', 'lei', 'vat') AND organisation.state = 'verified'
    ORDER BY identifier.id LIMIT 1
$$;
REVOKE EXECUTE ON FUNCTION accounts_organisation_by_number(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_organisation_by_number(text) TO hefu_app, hefu_system;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_walls")]

    operations = [migrations.RunSQL(UP, "DROP FUNCTION accounts_organisation_by_number(text)")]
