"""Both ends of a foreign key are one owner's, a share never exceeds its parent, and access follows from the shares."""

from django.db import migrations

# Child table, its columns, the parent's table and columns; named as those of the other apps where an owner is compared.
KEYS = (
    ("version", "product_id, owner_id", "product (id, owner_id)", ""),
    ("share", "product_id, origin_id", "product (id, owner_id)", ""),
    ("share", "parent_id, product_id", "share (id, product_id)", ""),
    ("share", "rule_id, owner_id", "sharerule (id, owner_id)", ""),
    ("shareversion", "share_id, owner_id", "share (id, owner_id)", ""),
    ("shareversion", "share_id, product_id", "share (id, product_id)", ""),
    ("shareversion", "version_id, product_id", "version (id, product_id)", ""),
    ("receipt", "share_id, giver_id, owner_id", "share (id, owner_id, to_organisation_id)", ""),
    ("publiccode", "version_id, owner_id", "version (id, owner_id)", ""),
    ("access", "product_id", "product (id)", "ON DELETE CASCADE"),
    ("access", "version_id, product_id", "version (id, product_id)", "ON DELETE CASCADE"),
)


def name_of(child: str, columns: str) -> str:
    first, *others = columns.split(", ")
    return "_".join(["catalogue", child, first, *(one.removesuffix("_id") for one in others), "fk"])


ADD_KEYS = "".join(
    f"ALTER TABLE catalogue_{table} ADD CONSTRAINT {name_of(table, columns)} FOREIGN KEY ({columns})"
    f" REFERENCES catalogue_{target} {then} DEFERRABLE INITIALLY DEFERRED;\n"
    for table, columns, target, then in KEYS
)
DROP_KEYS = "".join(
    f"ALTER TABLE catalogue_{table} DROP CONSTRAINT {name_of(table, columns)};\n" for table, columns, *_ in KEYS
)

# The name a receiver sees the product by, whom it sees as the supplier, and whether anybody above changed the AI
# software: found by walking up from the share.
SHARE_FACTS = """
CREATE FUNCTION catalogue_share_facts(shares bigint[])
RETURNS TABLE (share_id bigint, seller_id bigint, label_code text, label_name text, changed_software boolean)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE line AS (
        SELECT s.id AS share_id, 0 AS step, s.owner_id, s.parent_id, s.names_supplier, s.label_code, s.label_name,
            s.changed_software
        FROM catalogue_share s WHERE s.id = ANY (shares)
        UNION ALL
        SELECT l.share_id, l.step + 1, p.owner_id, p.parent_id, p.names_supplier, p.label_code, p.label_name,
            p.changed_software
        FROM line l JOIN catalogue_share p ON p.id = l.parent_id
    )
    SELECT l.share_id,
        (array_agg(l.owner_id ORDER BY l.step) FILTER (WHERE l.parent_id IS NULL OR NOT l.names_supplier))[1],
        (array_agg(l.label_code ORDER BY l.step) FILTER (WHERE l.label_code <> ''))[1],
        (array_agg(l.label_name ORDER BY l.step) FILTER (WHERE l.label_name <> ''))[1],
        bool_or(l.changed_software)
    FROM line l GROUP BY l.share_id
$$;
"""

# What the open ones of these shares give, as rows of access: one for the product, one for each version.
SHARE_ACCESS = """
CREATE FUNCTION catalogue_share_access(shares bigint[])
RETURNS TABLE (organisation_id bigint, product_id bigint, version_id bigint, source_id bigint, scopes varchar[],
    seller_id bigint, shown_code text, shown_name text, shown_name_zh text, build text, changed_software boolean,
    until timestamptz, updated_at timestamptz)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH opened AS MATERIALIZED (
        SELECT s.to_organisation_id, s.product_id, s.id, s.scopes, f.seller_id, s.until, s.every_version,
            p.created_at, coalesce(f.label_code, p.code) AS code, coalesce(f.label_name, p.name) AS name,
            CASE WHEN f.label_name IS NULL THEN p.name_zh ELSE '' END AS name_zh, f.changed_software
        FROM catalogue_share s
        JOIN catalogue_share_facts(shares) f ON f.share_id = s.id
        JOIN catalogue_product p ON p.id = s.product_id
        WHERE s.revoked_at IS NULL
    )
    SELECT o.to_organisation_id, o.product_id, NULL::bigint, o.id, o.scopes, o.seller_id, o.code, o.name, o.name_zh,
        '', o.changed_software, o.until, o.created_at
    FROM opened o
    UNION ALL
    SELECT o.to_organisation_id, o.product_id, v.id, o.id, o.scopes, o.seller_id, o.code, o.name, o.name_zh,
        concat_ws(' ', v.hardware, v.firmware, v.ai_software), o.changed_software, o.until, v.updated_at
    FROM opened o JOIN catalogue_version v ON v.product_id = o.product_id
    WHERE o.every_version OR EXISTS (
        SELECT FROM catalogue_shareversion n WHERE n.share_id = o.id AND n.version_id = v.id)
$$;
"""

WRITE_SHARE_ACCESS = """
CREATE FUNCTION catalogue_write_share_access(shares bigint[]) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO catalogue_access AS a (source, organisation_id, product_id, version_id, source_id, scopes, seller_id,
        shown_code, shown_name, shown_name_zh, build, changed_software, until, updated_at)
    SELECT 'share', g.* FROM catalogue_share_access(shares) g
    ON CONFLICT (source, source_id, organisation_id, product_id, version_id) DO UPDATE SET
        scopes = excluded.scopes, seller_id = excluded.seller_id, shown_code = excluded.shown_code,
        shown_name = excluded.shown_name, shown_name_zh = excluded.shown_name_zh,
        changed_software = excluded.changed_software, until = excluded.until
    WHERE (a.scopes, a.seller_id, a.shown_code, a.shown_name, a.shown_name_zh, a.changed_software, a.until)
        IS DISTINCT FROM
        (excluded.scopes, excluded.seller_id, excluded.shown_code, excluded.shown_name, excluded.shown_name_zh,
         excluded.changed_software, excluded.until)
$$;
"""

# Shares and versions of one product are added one after the other, or each would miss the other. Whoever locks
# share rows too does that first, so that nobody waits for one who waits for him.
LOCK_PRODUCTS = """
CREATE FUNCTION catalogue_lock_products(products bigint[]) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT FROM catalogue_product WHERE id = ANY (products) ORDER BY id FOR NO KEY UPDATE
$$;
"""

# Raises where one of these open shares exceeds its parent. It may lead back to somebody above: were that refused, who
# shares on would learn who that is.
CHECK_SHARES = """
CREATE FUNCTION catalogue_check_shares(shares bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE wrong bigint;
BEGIN
    SELECT c.id INTO wrong FROM catalogue_share c LEFT JOIN catalogue_share p ON p.id = c.parent_id
    WHERE c.id = ANY (shares) AND c.revoked_at IS NULL AND c.parent_id IS NOT NULL AND (
        p.revoked_at IS NULL AND p.may_reshare AND p.to_organisation_id = c.owner_id
        AND p.product_id = c.product_id AND p.origin_id = c.origin_id AND c.depth < p.depth AND c.scopes <@ p.scopes
        AND (p.until IS NULL OR c.until <= p.until) AND (p.every_version OR NOT c.every_version)
    ) IS NOT TRUE LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'share % exceeds the share it comes from', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'share_within_its_parent';
    END IF;
END
$$;
"""

SHARE_ADDED = """
CREATE FUNCTION catalogue_share_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE fresh_ids bigint[]; late bigint;
BEGIN
    -- Who withdraws the parent now waits for us, or we for him.
    PERFORM FROM catalogue_share WHERE id IN (SELECT parent_id FROM fresh) ORDER BY id FOR SHARE;
    PERFORM catalogue_lock_products(ARRAY(SELECT product_id FROM fresh));
    fresh_ids := ARRAY(SELECT id FROM fresh);
    PERFORM catalogue_check_shares(fresh_ids);
    SELECT p.id INTO late FROM fresh c JOIN catalogue_share p ON p.id = c.parent_id
    WHERE p.until <= clock_timestamp() LIMIT 1;
    IF late IS NOT NULL THEN
        RAISE EXCEPTION 'share % has run out', late
            USING ERRCODE = 'check_violation', CONSTRAINT = 'share_within_its_parent';
    END IF;
    PERFORM catalogue_write_share_access(fresh_ids);
    RETURN NULL;
END
$$;
CREATE TRIGGER share_added AFTER INSERT ON catalogue_share REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_share_added();
"""

SHARE_CHANGED = """
-- What changed is found by the difference of sets, never by joining old rows to new: the plan is kept from the first
-- change of a session, of one row, and a loop in a loop would serve thousands.
CREATE FUNCTION catalogue_share_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ended bigint[]; changed bigint[];
BEGIN
    IF EXISTS (
        SELECT id, product_id, origin_id, owner_id, to_organisation_id, parent_id, every_version, rule_id FROM fresh
        EXCEPT
        SELECT id, product_id, origin_id, owner_id, to_organisation_id, parent_id, every_version, rule_id FROM stale
    ) OR EXISTS (
        SELECT id, revoked_at FROM stale WHERE revoked_at IS NOT NULL
        EXCEPT SELECT id, revoked_at FROM fresh
    ) THEN
        RAISE EXCEPTION 'a share is not turned into another one, and one that ended stays so'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'share_stays_what_it_was';
    END IF;
    ended := ARRAY(SELECT id FROM fresh WHERE revoked_at IS NOT NULL
        EXCEPT SELECT id FROM stale WHERE revoked_at IS NOT NULL);
    IF ended <> '{}' THEN
        -- Down to the leaves in one statement; for what was added meanwhile this trigger runs again.
        WITH RECURSIVE below AS (
            SELECT c.id, p.revoked_at FROM catalogue_share c JOIN catalogue_share p ON p.id = c.parent_id
            WHERE c.parent_id = ANY (ended) AND c.revoked_at IS NULL
            UNION ALL
            SELECT c.id, b.revoked_at FROM catalogue_share c JOIN below b ON b.id = c.parent_id
            WHERE c.revoked_at IS NULL
        )
        UPDATE catalogue_share s SET revoked_at = b.revoked_at, ended_because = 'parent'
        FROM below b WHERE s.id = b.id AND s.revoked_at IS NULL;
        PERFORM catalogue_lock_products(ARRAY(SELECT DISTINCT product_id FROM fresh));
        -- By the index of edges alone: joined by the product, each share would look at the product's every row.
        DELETE FROM catalogue_access WHERE source = 'share' AND source_id = ANY (ended);
    END IF;
    changed := ARRAY(
        WITH RECURSIVE line AS (
            SELECT id FROM (
                SELECT id, scopes, until, may_reshare, depth, label_code, label_name, names_supplier, changed_software
                FROM fresh WHERE revoked_at IS NULL
                EXCEPT
                SELECT id, scopes, until, may_reshare, depth, label_code, label_name, names_supplier, changed_software
                FROM stale
            ) altered
            UNION
            SELECT c.id FROM catalogue_share c JOIN line l ON l.id = c.parent_id WHERE c.revoked_at IS NULL
        )
        SELECT id FROM line);
    IF changed <> '{}' THEN
        PERFORM catalogue_lock_products(ARRAY(SELECT DISTINCT product_id FROM fresh));
        PERFORM catalogue_check_shares(changed);
        PERFORM catalogue_write_share_access(changed);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER share_changed AFTER UPDATE ON catalogue_share REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_share_changed();
"""

SHARE_REMOVED = """
CREATE FUNCTION catalogue_share_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM catalogue_access a USING stale e WHERE a.source = 'share' AND a.source_id = e.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER share_removed AFTER DELETE ON catalogue_share REFERENCING OLD TABLE AS stale
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_share_removed();
"""

SHARE_VERSIONS = """
CREATE FUNCTION catalogue_shareversion_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM catalogue_lock_products(ARRAY(SELECT DISTINCT product_id FROM fresh));
    IF EXISTS (
        SELECT FROM fresh n JOIN catalogue_share s ON s.id = n.share_id
        LEFT JOIN catalogue_share p ON p.id = s.parent_id
        WHERE s.every_version OR (p.id IS NOT NULL AND NOT p.every_version AND NOT EXISTS (
            SELECT FROM catalogue_shareversion o WHERE o.share_id = p.id AND o.version_id = n.version_id))
    ) THEN
        RAISE EXCEPTION 'a share names no version that the share it comes from does not open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'share_within_its_parent';
    END IF;
    PERFORM catalogue_write_share_access(ARRAY(SELECT DISTINCT share_id FROM fresh));
    RETURN NULL;
END
$$;
CREATE TRIGGER shareversion_added AFTER INSERT ON catalogue_shareversion REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_shareversion_added();

CREATE FUNCTION catalogue_shareversion_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a version a share names is taken out or put in, never exchanged'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'share_stays_what_it_was';
END
$$;
CREATE TRIGGER shareversion_changed BEFORE UPDATE ON catalogue_shareversion
FOR EACH ROW EXECUTE FUNCTION catalogue_shareversion_changed();

CREATE FUNCTION catalogue_shareversion_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM stale) THEN
        RETURN NULL;
    END IF;
    PERFORM catalogue_lock_products(ARRAY(SELECT DISTINCT product_id FROM stale));
    DELETE FROM catalogue_access a USING stale o
    WHERE a.source = 'share' AND a.source_id = o.share_id AND a.version_id = o.version_id;
    DELETE FROM catalogue_shareversion n USING stale o, catalogue_share c
    WHERE c.parent_id = o.share_id AND n.share_id = c.id AND n.version_id = o.version_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER shareversion_removed AFTER DELETE ON catalogue_shareversion REFERENCING OLD TABLE AS stale
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_shareversion_removed();
"""

RECEIPT_WRITTEN = """
CREATE FUNCTION catalogue_receipt_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE catalogue_share SET revoked_at = NEW.at, ended_because = 'returned'
    WHERE id = NEW.share_id AND revoked_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER receipt_written AFTER INSERT OR UPDATE ON catalogue_receipt
FOR EACH ROW WHEN (NEW.state IN ('returned', 'not_ours')) EXECUTE FUNCTION catalogue_receipt_written();
"""

# A product's own rows have every scope; an auditor's grant on a product takes in its new versions.
PRODUCTS_AND_VERSIONS = """
CREATE FUNCTION catalogue_product_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO catalogue_access (source, source_id, organisation_id, product_id, scopes, seller_id, shown_code,
        shown_name, shown_name_zh, build, updated_at)
    SELECT 'own', id, owner_id, id, '{status,certificate,evidence,contract}', owner_id, code, name, name_zh, '',
        created_at
    FROM fresh;
    RETURN NULL;
END
$$;
CREATE TRIGGER product_added AFTER INSERT ON catalogue_product REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_product_added();

CREATE FUNCTION catalogue_product_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE renamed bigint[];
BEGIN
    renamed := ARRAY(SELECT id FROM (
        SELECT id, code, name, name_zh FROM fresh EXCEPT SELECT id, code, name, name_zh FROM stale) altered);
    IF renamed = '{}' THEN
        RETURN NULL;
    END IF;
    UPDATE catalogue_access a SET shown_code = n.code, shown_name = n.name, shown_name_zh = n.name_zh
    FROM fresh n WHERE n.id = ANY (renamed) AND a.product_id = n.id AND a.source <> 'share'
        AND a.seller_id = n.owner_id;
    PERFORM catalogue_write_share_access(
        ARRAY(SELECT s.id FROM catalogue_share s WHERE s.product_id = ANY (renamed) AND s.revoked_at IS NULL));
    RETURN NULL;
END
$$;
CREATE TRIGGER product_changed AFTER UPDATE ON catalogue_product REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_product_changed();

CREATE FUNCTION catalogue_version_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM catalogue_lock_products(ARRAY(SELECT DISTINCT product_id FROM fresh));
    INSERT INTO catalogue_access (source, source_id, organisation_id, product_id, version_id, scopes, seller_id,
        shown_code, shown_name, shown_name_zh, build, changed_software, until, updated_at)
    SELECT a.source, a.source_id, a.organisation_id, a.product_id, n.id, a.scopes, a.seller_id,
        a.shown_code, a.shown_name, a.shown_name_zh, concat_ws(' ', n.hardware, n.firmware, n.ai_software),
        a.changed_software, a.until, n.updated_at
    FROM fresh n JOIN catalogue_access a ON a.product_id = n.product_id AND a.version_id IS NULL
    WHERE a.source IN ('own', 'audit') OR (a.source = 'share' AND EXISTS (
        SELECT FROM catalogue_share s WHERE s.id = a.source_id AND s.every_version));
    RETURN NULL;
END
$$;
CREATE TRIGGER version_added AFTER INSERT ON catalogue_version REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_version_added();

CREATE FUNCTION catalogue_version_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE catalogue_access a SET build = concat_ws(' ', n.hardware, n.firmware, n.ai_software),
        updated_at = n.updated_at
    FROM (
        SELECT id, hardware, firmware, ai_software, updated_at FROM fresh
        EXCEPT SELECT id, hardware, firmware, ai_software, updated_at FROM stale
    ) n
    WHERE a.version_id = n.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER version_changed AFTER UPDATE ON catalogue_version REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_version_changed();
"""

# For the triggers of contracts ('contract': the versions named) and of auditors' grants ('audit': products with
# every version, later ones too). What was given for the same source, key and organisation before is replaced.
OTHER_SOURCES = """
CREATE FUNCTION catalogue_grant_access(given_source text, given_id bigint, receiver bigint, seller bigint,
    products bigint[], versions bigint[], given_scopes varchar[], given_until timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF given_source NOT IN ('contract', 'audit') THEN
        RAISE EXCEPTION 'access by % is not granted but follows', given_source;
    END IF;
    PERFORM catalogue_lock_products(ARRAY(SELECT product_id FROM catalogue_version WHERE id = ANY (versions)
        UNION SELECT unnest(products)));
    DELETE FROM catalogue_access
    WHERE source = given_source AND source_id = given_id AND organisation_id = receiver;
    INSERT INTO catalogue_access (source, source_id, organisation_id, product_id, version_id, scopes, seller_id,
        shown_code, shown_name, shown_name_zh, build, until, updated_at)
    SELECT given_source, given_id, receiver, g.product_id, g.version_id, given_scopes, seller,
        coalesce(s.shown_code, p.code), coalesce(s.shown_name, p.name), coalesce(s.shown_name_zh, p.name_zh),
        g.build, given_until, coalesce(g.updated_at, p.created_at)
    FROM (
        SELECT v.product_id, v.id AS version_id, concat_ws(' ', v.hardware, v.firmware, v.ai_software) AS build,
            v.updated_at
        FROM catalogue_version v WHERE v.id = ANY (versions) OR v.product_id = ANY (products)
        UNION ALL
        SELECT DISTINCT v.product_id, NULL::bigint, '', NULL::timestamptz
        FROM catalogue_version v WHERE v.id = ANY (versions) AND v.product_id <> ALL (products)
        UNION ALL
        SELECT DISTINCT unnest(products), NULL::bigint, '', NULL::timestamptz
    ) g
    JOIN catalogue_product p ON p.id = g.product_id
    -- A seller who is not the owner calls the product what he sees it as.
    LEFT JOIN LATERAL (
        SELECT a.shown_code, a.shown_name, a.shown_name_zh FROM catalogue_access a
        WHERE a.organisation_id = seller AND a.product_id = g.product_id AND a.version_id IS NULL
            AND a.source IN ('own', 'share')
        ORDER BY a.source, a.id LIMIT 1
    ) s ON true;
END
$$;

CREATE FUNCTION catalogue_end_access(given_source text, given_id bigint) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    DELETE FROM catalogue_access
    WHERE given_source IN ('contract', 'audit') AND source = given_source AND source_id = given_id
$$;
"""

# What a code on a box may say to anybody: whose it is, which version, and whether it is still in use.
PUBLIC_VERSION = """
CREATE FUNCTION catalogue_public_version(asked text)
RETURNS TABLE (owner_id bigint, version_id bigint, state text, tells_number boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.owner_id, c.version_id, CASE WHEN c.revoked_at IS NULL THEN 'open' ELSE 'revoked' END, c.tells_number
    FROM catalogue_publiccode c WHERE c.code = asked
$$;
"""

# What ends with a share, told to its giver alone: how many versions its receiver no longer sees, and how many
# organisations below lose something, but not which. Who keeps another way to the same loses nothing.
LOSS = """
CREATE FUNCTION catalogue_loss_of(asked bigint, giver bigint)
RETURNS TABLE (versions bigint, deeper bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT s.id, s.to_organisation_id, s.product_id, true AS first
        FROM catalogue_share s
        WHERE s.id = asked AND s.revoked_at IS NULL AND s.owner_id = giver AND kernel_speaks_for(giver)
        UNION ALL
        SELECT c.id, c.to_organisation_id, c.product_id, false
        FROM catalogue_share c JOIN below b ON b.id = c.parent_id WHERE c.revoked_at IS NULL
    ), lost AS (
        SELECT a.organisation_id, a.version_id, bool_or(b.first) AS first
        FROM below b JOIN catalogue_access a ON a.source = 'share' AND a.source_id = b.id
            AND a.organisation_id = b.to_organisation_id AND a.product_id = b.product_id
        WHERE (a.until IS NULL OR a.until > now()) AND NOT EXISTS (
            SELECT FROM catalogue_access o
            WHERE o.organisation_id = a.organisation_id AND o.product_id = a.product_id
                AND o.version_id IS NOT DISTINCT FROM a.version_id AND (o.until IS NULL OR o.until > now())
                AND NOT (o.source = 'share' AND o.source_id IN (SELECT id FROM below)))
        GROUP BY a.organisation_id, a.version_id
    ), receiver AS (SELECT to_organisation_id AS id FROM below WHERE first)
    SELECT count(version_id) FILTER (WHERE organisation_id = receiver.id),
        count(DISTINCT organisation_id) FILTER (WHERE organisation_id <> receiver.id)
    FROM receiver LEFT JOIN lost ON true
$$;
"""

FUNCTIONS = (
    "catalogue_share_facts(bigint[])",
    "catalogue_share_access(bigint[])",
    "catalogue_write_share_access(bigint[])",
    "catalogue_lock_products(bigint[])",
    "catalogue_check_shares(bigint[])",
    "catalogue_share_added()",
    "catalogue_share_changed()",
    "catalogue_share_removed()",
    "catalogue_shareversion_added()",
    "catalogue_shareversion_changed()",
    "catalogue_shareversion_removed()",
    "catalogue_receipt_written()",
    "catalogue_product_added()",
    "catalogue_product_changed()",
    "catalogue_version_added()",
    "catalogue_version_changed()",
    "catalogue_grant_access(text, bigint, bigint, bigint, bigint[], bigint[], varchar[], timestamptz)",
    "catalogue_end_access(text, bigint)",
    "catalogue_public_version(text)",
    "catalogue_loss_of(bigint, bigint)",
)
DROP_FUNCTIONS = "".join(f"DROP FUNCTION {function} CASCADE;\n" for function in reversed(FUNCTIONS))

# They act with the rights of the owner of the tables; nobody else may call them but for those that say what may be
# said.
HAND_OVER = "\n".join(
    [
        *(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC;" for function in FUNCTIONS),
        "GRANT EXECUTE ON FUNCTION catalogue_public_version(text) TO hefu_app, hefu_system;",
        "GRANT EXECUTE ON FUNCTION catalogue_loss_of(bigint, bigint) TO hefu_app, hefu_system;\n",
    ]
)

STATEMENTS = (
    SHARE_FACTS,
    SHARE_ACCESS,
    WRITE_SHARE_ACCESS,
    LOCK_PRODUCTS,
    CHECK_SHARES,
    SHARE_ADDED,
    SHARE_CHANGED,
    SHARE_REMOVED,
    SHARE_VERSIONS,
    RECEIPT_WRITTEN,
    PRODUCTS_AND_VERSIONS,
    OTHER_SOURCES,
    PUBLIC_VERSION,
    LOSS,
    HAND_OVER,
)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_products_versions_and_shares"), ("kernel", "0002_how_walls_are_built")]

    operations = [
        migrations.RunSQL(sql=ADD_KEYS, reverse_sql=DROP_KEYS),
        migrations.RunSQL(sql="".join(STATEMENTS), reverse_sql=DROP_FUNCTIONS),
    ]
