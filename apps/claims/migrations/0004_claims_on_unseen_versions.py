"""That a claim names another version is said to everyone who sees this one; which version and number, to nobody else."""

from django.db import migrations

# For products open to an organisation: what its status needs of submitted claims that name none of the versions it
# sees and whose number agrees with the list: the holder, the supplier's name, and the holders it has papers of today.
# The web asks for the organisation it acts for, whoever it names.
UP = """
CREATE FUNCTION claims_on_unseen_versions(reader bigint, products bigint[], day date)
RETURNS TABLE (product_id bigint, holder varchar, legal_name varchar, papers varchar[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH open AS (
        SELECT a.product_id, a.version_id FROM catalogue_access a
        WHERE a.organisation_id = reader AND a.product_id = ANY (products) AND 'status' = ANY (a.scopes)
            AND (a.until IS NULL OR a.until > now())
            AND kernel_speaks_for(reader)
    ), unseen AS (
        SELECT DISTINCT version.product_id, named.claim_id
        FROM catalogue_version version JOIN claims_claimversion named ON named.version_id = version.id
        WHERE version.product_id IN (SELECT o.product_id FROM open o)
            AND version.id NOT IN (SELECT o.version_id FROM open o WHERE o.version_id IS NOT NULL)
    )
    SELECT unseen.product_id, claim.holder, supplier.legal_name, ARRAY(
        SELECT paper.holder FROM claims_reliance paper
        WHERE paper.owner_id = claim.owner_id AND paper.number_key = claim.number_key AND paper.paper_id IS NOT NULL
            AND paper.valid_from <= day AND (paper.valid_until IS NULL OR paper.valid_until >= day))
    FROM unseen
    JOIN claims_claim claim ON claim.id = unseen.claim_id AND claim.state = 'submitted'
    JOIN accounts_organisation supplier ON supplier.id = claim.owner_id
    JOIN LATERAL (
        SELECT met.match FROM claims_verification met JOIN registry_edition edition ON edition.id = met.edition_id
        WHERE met.claim_id = claim.id ORDER BY edition.number DESC, met.id DESC LIMIT 1
    ) newest ON newest.match IN ('match', 'match_diff')
$$;
REVOKE ALL ON FUNCTION claims_on_unseen_versions(bigint, bigint[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claims_on_unseen_versions(bigint, bigint[], date) TO hefu_app, hefu_system;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0003_walls"),
        ("catalogue", "0002_access_is_kept_by_triggers"),
        ("registry", "0001_lists_and_editions"),
    ]

    operations = [migrations.RunSQL(UP, "DROP FUNCTION claims_on_unseen_versions(bigint, bigint[], date)")]
