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

# What a claim names is open when the claim is, and asking the claim would turn back: the link keeps what it says.
SUBMITTED = """
CREATE FUNCTION claims_link_is_written() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.submitted := EXISTS (SELECT FROM claims_claim claim WHERE claim.id = NEW.claim_id AND claim.state <> 'draft');
    RETURN NEW;
END $$;
CREATE FUNCTION claims_claim_is_submitted() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE claims_claimversion SET submitted = NEW.state <> 'draft' WHERE claim_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_link_is_written BEFORE INSERT OR UPDATE ON claims_claimversion
    FOR EACH ROW EXECUTE FUNCTION claims_link_is_written();
CREATE TRIGGER claims_claim_is_submitted AFTER UPDATE OF state ON claims_claim
    FOR EACH ROW WHEN ((OLD.state = 'draft') <> (NEW.state = 'draft')) EXECUTE FUNCTION claims_claim_is_submitted();
"""

UP = f"""
{SUBMITTED}
CALL kernel_wall('claims_claimversion', reads => $$
    claims_claimversion.submitted AND {OPEN.format(version="claims_claimversion.version_id", scope="status")}
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
DOWN += """
DROP TRIGGER claims_claim_is_submitted ON claims_claim;
DROP TRIGGER claims_link_is_written ON claims_claimversion;
DROP FUNCTION claims_claim_is_submitted();
DROP FUNCTION claims_link_is_written();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_composite_keys"),
        ("catalogue", "0003_walls"),
        ("kernel", "0003_walls"),
    ]

    operations = [migrations.RunSQL(UP, DOWN)]
