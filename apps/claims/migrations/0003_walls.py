"""Claims and certificates are walled: the supplier's own, and what an access row with the right scope opens."""

from django.db import migrations

# A version is open with a scope while one access row says so. Columns of the walled table are named with it: by itself
# a name would be the inner table's, where it has one of that name, and equal itself.
OPEN = """
EXISTS (SELECT FROM catalogue_access access WHERE access.organisation_id = kernel_organisation()
    AND access.version_id = {version} AND '{scope}' = ANY(access.scopes)
    AND (access.until IS NULL OR access.until > now()))
"""
NAMED = OPEN.format(version="named.version_id", scope="status")
WITH_CERTIFICATE = OPEN.format(version="named.version_id", scope="certificate")

UP = f"""
CALL kernel_wall('claims_claimversion', reads => $$
    {OPEN.format(version="claims_claimversion.version_id", scope="status")}
$$);
CALL kernel_wall('claims_claim', reads => $$
    state <> 'draft'
    AND EXISTS (SELECT FROM claims_claimversion named WHERE named.claim_id = claims_claim.id AND {NAMED})
$$);
CALL kernel_wall('claims_verification', reads => $$
    EXISTS (SELECT FROM claims_claim claim WHERE claim.id = claims_verification.claim_id)
$$);
-- The claim that names a certificate opens it while it is submitted or replaced by a newer one.
CALL kernel_wall('claims_certificate', reads => $$
    EXISTS (SELECT FROM claims_claim claim JOIN claims_claimversion named ON named.claim_id = claim.id
        WHERE claim.certificate_id = claims_certificate.id AND claim.state IN ('submitted', 'superseded')
        AND {WITH_CERTIFICATE})
$$);
CALL kernel_wall('claims_certificatefile', reads => $$
    EXISTS (SELECT FROM claims_certificate paper WHERE paper.id = claims_certificatefile.certificate_id)
$$);
-- That a paper lets the supplier lean on a number is part of the status of whoever may see a claim of that number.
CALL kernel_wall('claims_reliance', reads => $$
    EXISTS (SELECT FROM claims_claim claim WHERE claim.owner_id = claims_reliance.owner_id
        AND claim.number_key = claims_reliance.number_key AND claim.state <> 'draft')
$$);
"""

TABLES = ("reliance", "certificatefile", "certificate", "verification", "claim", "claimversion")
DOWN = "".join(f"CALL kernel_unwall('claims_{table}');\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_composite_keys"),
        ("catalogue", "0003_walls"),
        ("kernel", "0003_walls"),
    ]

    operations = [migrations.RunSQL(UP, DOWN)]
