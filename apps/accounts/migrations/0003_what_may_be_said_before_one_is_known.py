"""What may be read before it is known for whom one works: an invitation by its link, who administers a number's holder."""

from django.db import migrations

FIND = """
-- An address of which its owner is recognised by who knows them: the first letters, and the ending.
CREATE FUNCTION accounts_masked(email text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN email = '' THEN '' ELSE
        left(email, 1) || '…@' || left(split_part(email, '@', 2), 1) || '….' || substring(email FROM '[^.]*$')
    END
$$;

CREATE FUNCTION accounts_invitation_by_digest(digest text)
RETURNS TABLE (
    pk bigint, owner_id bigint, legal_name text, english_name text, inviter text, email text, kind text, role text,
    capacity text, assigned_only boolean, language text, expires_at timestamptz, accepted_at timestamptz,
    declined_at timestamptz, withdrawn_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT invitation.id, invitation.owner_id, organisation.legal_name, organisation.english_name, inviter.name,
        public.accounts_masked(invitation.email), invitation.kind, invitation.role, invitation.capacity,
        invitation.assigned_only, invitation.language, invitation.expires_at, invitation.accepted_at,
        invitation.declined_at, invitation.withdrawn_at
    FROM public.accounts_invitation AS invitation
    JOIN public.accounts_organisation AS organisation ON organisation.id = invitation.owner_id
    JOIN public.accounts_user AS inviter ON inviter.id = invitation.created_by_id
    WHERE invitation.sha256 = digest AND organisation.state <> 'suspended'
$$;

-- NULL where nobody has the number; else the masked address of the oldest administrator, '' where there is none.
CREATE FUNCTION accounts_admin_of_identifier(wanted_scheme text, wanted_value text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((
        SELECT public.accounts_masked(person.email)
        FROM public.accounts_membership AS membership
        JOIN public.accounts_user AS person ON person.id = membership.user_id
        WHERE membership.organisation_id = identifier.owner_id AND membership.role = 'admin' AND person.is_active
        ORDER BY membership.id LIMIT 1
    ), '')
    FROM public.accounts_identifier AS identifier
    WHERE identifier.scheme = wanted_scheme AND identifier.value = wanted_value AND wanted_scheme <> 'register'
    LIMIT 1
$$;

REVOKE EXECUTE ON FUNCTION accounts_invitation_by_digest(text), accounts_admin_of_identifier(text, text),
    accounts_masked(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_invitation_by_digest(text), accounts_admin_of_identifier(text, text)
    TO hefu_app, hefu_system;
"""

DOWN = """
DROP FUNCTION accounts_admin_of_identifier(text, text);
DROP FUNCTION accounts_invitation_by_digest(text);
DROP FUNCTION accounts_masked(text);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_organisations")]

    operations = [migrations.RunSQL(FIND, reverse_sql=DOWN)]
