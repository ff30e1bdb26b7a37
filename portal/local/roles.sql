-- The four roles of the portal's databases; run it as superuser, once for each cluster and again after an update:
--     psql -v ON_ERROR_STOP=1 -f portal/local/roles.sql postgres
-- Passwords are set afterwards, each its own, with \password hefu_app and so on. docs/adr/0009 says why there are four.
DO $roles$
DECLARE
    name text;
    -- Since PostgreSQL 16 whether rights are inherited is a matter of each membership, before of the member.
    each_membership constant boolean := current_setting('server_version_num')::int >= 160000;
BEGIN
    FOREACH name IN ARRAY ARRAY['hefu_owner', 'hefu_app', 'hefu_system', 'hefu_backup'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I', name);
        END IF;
        EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', name);
    END LOOP;

    -- hefu_owner owns the database and all that is in it, and brings the tables up to date.
    ALTER ROLE hefu_owner INHERIT NOBYPASSRLS;
    GRANT hefu_system, hefu_app TO hefu_owner;

    -- hefu_app is the web process: it reads and writes for one organisation at a time.
    ALTER ROLE hefu_app NOINHERIT NOBYPASSRLS;

    -- hefu_system is the worker, the scheduler and the commands; it steps down to hefu_app where it acts for an
    -- organisation, by SET LOCAL ROLE and never by itself.
    ALTER ROLE hefu_system NOINHERIT NOBYPASSRLS;
    IF each_membership THEN
        EXECUTE 'GRANT hefu_app TO hefu_system WITH INHERIT FALSE, SET TRUE';
    ELSE
        GRANT hefu_app TO hefu_system;
    END IF;

    -- hefu_backup reads every row of every tenant, and writes none.
    ALTER ROLE hefu_backup INHERIT BYPASSRLS;
    ALTER ROLE hefu_backup SET default_transaction_read_only = on;
    GRANT pg_read_all_data TO hefu_backup;
END
$roles$;
