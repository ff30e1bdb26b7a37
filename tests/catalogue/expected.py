"""What access should hold, reckoned from the shares anew: a plain statement that knows nothing of the triggers."""

from django.db import connection

# One recursion from the roots down, where the triggers walk from a share up.
EXPECTED = """
WITH RECURSIVE tree AS (
    SELECT s.id, s.product_id, s.to_organisation_id, s.scopes, s.until, s.every_version, s.owner_id AS seller_id,
        coalesce(nullif(s.label_code, ''), p.code) AS code, coalesce(nullif(s.label_name, ''), p.name) AS name,
        CASE s.label_name WHEN '' THEN p.name_zh ELSE '' END AS name_zh, s.changed_software
    FROM catalogue_share s JOIN catalogue_product p ON p.id = s.product_id
    WHERE s.parent_id IS NULL AND s.revoked_at IS NULL
    UNION ALL
    SELECT s.id, s.product_id, s.to_organisation_id, s.scopes, s.until, s.every_version,
        CASE WHEN s.names_supplier THEN t.seller_id ELSE s.owner_id END,
        coalesce(nullif(s.label_code, ''), t.code), coalesce(nullif(s.label_name, ''), t.name),
        CASE s.label_name WHEN '' THEN t.name_zh ELSE '' END, t.changed_software OR s.changed_software
    FROM catalogue_share s JOIN tree t ON t.id = s.parent_id WHERE s.revoked_at IS NULL
), edges AS (
    SELECT 'share' AS source, t.id AS source_id, t.to_organisation_id AS organisation_id, t.product_id, t.scopes,
        t.seller_id, t.code, t.name, t.name_zh, t.changed_software, t.until, t.every_version
    FROM tree t
    UNION ALL
    SELECT 'own', p.id, p.owner_id, p.id, ARRAY['status', 'certificate', 'evidence', 'contract']::varchar[],
        p.owner_id, p.code, p.name, p.name_zh, false, NULL, true
    FROM catalogue_product p
)
SELECT source, source_id, organisation_id, product_id, NULL AS version_id, scopes, seller_id, code, name, name_zh, '',
    changed_software, until
FROM edges
UNION ALL
SELECT e.source, e.source_id, e.organisation_id, e.product_id, v.id, e.scopes, e.seller_id, e.code, e.name, e.name_zh,
    v.hardware || ' ' || v.firmware || ' ' || v.ai_software, e.changed_software, e.until
FROM edges e JOIN catalogue_version v ON v.product_id = e.product_id
WHERE e.every_version OR v.id IN (
    SELECT n.version_id FROM catalogue_shareversion n WHERE e.source = 'share' AND n.share_id = e.source_id)
"""

KEPT = """
SELECT source, source_id, organisation_id, product_id, version_id, scopes, seller_id, shown_code, shown_name,
    shown_name_zh, build, changed_software, until
FROM catalogue_access WHERE source IN ('own', 'share')
"""


def assert_access_follows() -> None:
    """Access by ownership and by shares holds exactly what follows from them."""
    with connection.cursor() as cursor:
        cursor.execute(f"({EXPECTED}) EXCEPT ALL ({KEPT})")
        missing = cursor.fetchall()
        cursor.execute(f"({KEPT}) EXCEPT ALL ({EXPECTED})")
        too_much = cursor.fetchall()
    assert (missing, too_much) == ([], [])
