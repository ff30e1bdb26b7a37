"""A key is found by its digest before it is known for whom one works; nothing else of it can be read that way."""

from django.db import migrations

FIND = """
CREATE FUNCTION accounts_key_by_digest(digest text)
RETURNS TABLE (
    pk bigint, owner_id bigint, prefix text, scopes text[], capacities text[], state text,
    expires_at timestamptz, last_used_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT key.id, key.owner_id, key.prefix, key.scopes, organisation.capacities, organisation.state,
        key.expires_at, key.last_used_at
    FROM public.accounts_apikey AS key
    JOIN public.accounts_organisation AS organisation ON organisation.id = key.owner_id
    WHERE key.sha256 = digest AND key.revoked_at IS NULL
$$;
REVOKE EXECUTE ON FUNCTION accounts_key_by_digest(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_key_by_digest(text) TO hefu_app, hefu_system;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_what_may_be_said_before_one_is_known")]

    operations = [migrations.RunSQL(FIND, reverse_sql="DROP FUNCTION accounts_key_by_digest(text)")]
