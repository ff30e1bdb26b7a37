"""Who may read a contract, and which versions it names for them, is kept by the database itself.

A party reads the contract while it is one, and sees how the versions are called that the contract names, shared with
it or not.
"""

from django.db import migrations

READERS = """
CREATE FUNCTION contracts_party_reads() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM contracts_reader WHERE source = 'party' AND source_id = OLD.id;
        PERFORM catalogue_end_access('contract', OLD.id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO contracts_reader (organisation_id, contract_id, owner_id, source, source_id)
        VALUES (NEW.organisation_id, NEW.contract_id, NEW.owner_id, 'party', NEW.id);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER party_reads AFTER INSERT OR DELETE OR UPDATE OF organisation_id, contract_id, owner_id
ON contracts_party FOR EACH ROW EXECUTE FUNCTION contracts_party_reads();
"""

# The party that supplies is whom the others see as the supplier; what they call a product already they go on calling
# it. Neither the versions' owner nor the party that supplies needs to be told what it sells.
NAMED = """
CREATE FUNCTION contracts_name_versions(contracts bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE one record;
BEGIN
    PERFORM catalogue_end_access('contract', id) FROM contracts_party WHERE contract_id = ANY (contracts);
    FOR one IN
        SELECT party.id, party.organisation_id, supplier.organisation_id AS seller_id,
            array_agg(named.version_id ORDER BY named.version_id) AS versions
        FROM contracts_party party
        JOIN contracts_party supplier ON supplier.contract_id = party.contract_id AND supplier.role = 'supplier'
        JOIN contracts_contractversion named ON named.contract_id = party.contract_id
        JOIN catalogue_version version ON version.id = named.version_id
        WHERE party.contract_id = ANY (contracts) AND party.id <> supplier.id
            AND version.owner_id <> party.organisation_id
        GROUP BY party.id, party.organisation_id, supplier.organisation_id
        ORDER BY party.id
    LOOP
        PERFORM catalogue_grant_access(
            'contract', one.id, one.organisation_id, one.seller_id, '{}', one.versions, '{contract}', NULL);
        UPDATE catalogue_access given
        SET shown_code = known.shown_code, shown_name = known.shown_name, shown_name_zh = known.shown_name_zh
        FROM catalogue_access known
        WHERE given.source = 'contract' AND given.source_id = one.id
            AND known.source = 'share' AND known.organisation_id = one.organisation_id
            AND known.seller_id = one.seller_id AND known.product_id = given.product_id AND known.version_id IS NULL;
    END LOOP;
END
$$;
CREATE FUNCTION contracts_versions_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM contracts_name_versions(ARRAY(SELECT DISTINCT contract_id FROM touched ORDER BY contract_id));
    RETURN NULL;
END
$$;
CREATE TRIGGER party_sees_what_is_named AFTER INSERT ON contracts_party REFERENCING NEW TABLE AS touched
FOR EACH STATEMENT EXECUTE FUNCTION contracts_versions_named();
CREATE TRIGGER named_is_seen_by_parties AFTER INSERT ON contracts_contractversion REFERENCING NEW TABLE AS touched
FOR EACH STATEMENT EXECUTE FUNCTION contracts_versions_named();
CREATE TRIGGER no_longer_named AFTER DELETE ON contracts_contractversion REFERENCING OLD TABLE AS touched
FOR EACH STATEMENT EXECUTE FUNCTION contracts_versions_named();
"""

FUNCTIONS = ("contracts_party_reads()", "contracts_name_versions(bigint[])", "contracts_versions_named()")
# They act with the rights of the owner of the tables; nobody calls them but the triggers.
HAND_OVER = "".join(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC;\n" for function in FUNCTIONS)
DROP_FUNCTIONS = "".join(f"DROP FUNCTION {function} CASCADE;\n" for function in reversed(FUNCTIONS))


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_composite_keys"), ("catalogue", "0002_access_is_kept_by_triggers")]

    operations = [migrations.RunSQL(READERS + NAMED + HAND_OVER, DROP_FUNCTIONS)]
