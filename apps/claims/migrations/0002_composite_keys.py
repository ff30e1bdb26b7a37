"""A row's owner is its parent's: the database compares both keys, and who can't see a parent learns nothing of it."""

from django.db import migrations

# Child table, its column, the parent's table.
KEYS = [
    ("claims_certificatefile", "certificate_id", "claims_certificate"),
    ("claims_claim", "certificate_id", "claims_certificate"),
    ("claims_claimversion", "claim_id", "claims_claim"),
    ("claims_claimversion", "version_id", "catalogue_version"),
    ("claims_reliance", "paper_id", "claims_certificate"),
    ("claims_verification", "claim_id", "claims_claim"),
    ("claims_verification", "previous_id", "claims_verification"),
]


def composite(child: str, column: str, parent: str) -> migrations.RunSQL:
    name = f"{child}_{column}_owner_fk"[-63:]
    return migrations.RunSQL(
        f"ALTER TABLE {child} ADD CONSTRAINT {name} FOREIGN KEY ({column}, owner_id) "
        f"REFERENCES {parent} (id, owner_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {child} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_certificates_claims_and_verifications")]

    operations = [composite(*key) for key in KEYS]
