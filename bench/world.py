"""The world of the P4 rows: five readers among 2,000 organisations and 200,000 versions, loaded once and kept."""

import os
import sys
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from apps.accounts.models import Organisation, User
from apps.accounts.queries import actor_of, memberships
from apps.accounts.services.members import add_member
from apps.accounts.services.organisations import open_organisation
from apps.catalogue.services.products import add_product
from apps.kernel.actor import Actor, system

# A part of the world for a quick run, such as 0.05; each size is a world of its own.
SIZE = float(os.environ.get("BENCH_SIZE", "1"))
SUPPLIERS, PRODUCTS_EACH, VERSIONS_EACH = round(400 * SIZE), 100, 5
OTHERS, SHARED_WITH_OTHERS = round(1600 * SIZE), 20
SYSTEM = system(reason="the world of the measurements is loaded")
# What is searched for: one product in a hundred is called so.
WORD = "baro"

# Ten beginnings by ten ends: a hundred names.
NAMES = """
(ARRAY['ba','ke','li','mo','nu','pa','re','si','to','vu'])[1 + mod(n, 10)]
|| (ARRAY['ro','mi','ta','lo','ne','ka','di','su','ge','pi'])[1 + mod(n / 10, 10)]
"""
ORGANISATIONS = """
INSERT INTO accounts_organisation (slug, legal_name, english_name, country, capacities, state, state_reason,
    tells_checks, created_at)
SELECT '{slug}-' || n, '{slug} ' || n, '', 'CN', '{{{capacity}}}', 'unverified', '', false, now()
FROM generate_series(1, %s) n
"""
# Each supplier's codes are his own; one name in a hundred is found by WORD.
PRODUCTS = f"""
INSERT INTO catalogue_product (owner_id, code, name, name_zh, line, product_class, created_at)
SELECT s.id, 'K-' || s.id || '-' || n, initcap({NAMES}) || ' terminal ' || n, '', '', 'other', now()
FROM accounts_organisation s, generate_series(0, %(most)s) n
WHERE 'supplier' = ANY (s.capacities) AND s.slug <> %(giver)s ORDER BY s.id, n
"""
# When a version was changed has nothing to do with whose it is.
VERSIONS = """
INSERT INTO catalogue_version (owner_id, product_id, hardware, firmware, ai_software, state, created_at, updated_at)
SELECT p.owner_id, p.id, 'R' || mod(n, 3), '7.' || n, 'm' || mod(p.id, 17), 'released', now(),
    timestamptz '2024-01-01' + (hashint8(p.id * 31 + n)::bigint + 2147483648) * interval '20 milliseconds'
FROM catalogue_product p, generate_series(1, %s) n ORDER BY p.id, n
"""
SHARES = """
INSERT INTO catalogue_share (owner_id, origin_id, product_id, to_organisation_id, scopes, may_reshare, depth,
    created_at, every_version, label_code, label_name, names_supplier, ended_because)
SELECT p.owner_id, p.owner_id, p.id, r.id, '{status,certificate}', false, 0, now(), true, '', '', true, ''
FROM (SELECT id, owner_id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS products
    FROM catalogue_product) p
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM accounts_organisation WHERE slug LIKE %(readers)s) r
    ON mod(p.place * 7919 + r.number * 104729, p.products) < %(each)s
WHERE p.owner_id <> r.id
"""
GIVEN = """
INSERT INTO catalogue_version (owner_id, product_id, hardware, firmware, ai_software, state, created_at, updated_at)
SELECT %s, %s, 'R1', '7.' || n, 'm1', 'released', now(), now() FROM generate_series(1, 500) n
"""
ROOMS = """
INSERT INTO accounts_auditgrant (owner_id, auditor_id, every_product, product_ids, contract_ids, orders, period_from,
    period_to, until, note, created_at)
SELECT id, %s, true, '{}', '{}', false, '2024-01-01', '2026-12-31', now() + interval '10 years', '', now()
FROM accounts_organisation WHERE 'supplier' = ANY (capacities) AND slug <> 'bench-giver' ORDER BY id LIMIT %s
"""


# The peer's table says the same as the rows of access: who may see which version.
USERS = """
INSERT INTO accounts_user (password, email, name, language, is_active, created_at)
SELECT '', slug || '@example.test', slug, 'en', true, now() FROM accounts_organisation
ON CONFLICT DO NOTHING
"""
PERMISSIONS = """
INSERT INTO guardian_userobjectpermission (permission_id, content_type_id, object_pk, user_id)
SELECT permission.id, permission.content_type_id, version.version_id::text, person.id
FROM (SELECT DISTINCT organisation_id, version_id FROM catalogue_access WHERE version_id IS NOT NULL) version
JOIN accounts_organisation organisation ON organisation.id = version.organisation_id
JOIN accounts_user person ON person.email = organisation.slug || '@example.test'
JOIN auth_permission permission ON permission.codename = 'view_version'
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """An organisation whose lists are measured, and how many versions it sees."""

    name: str
    capacity: str
    versions: int


OF_SUPPLIER = PRODUCTS_EACH * VERSIONS_EACH
SUPPLIER = Reader("supplier", "supplier", OF_SUPPLIER)
RECEIVERS = (
    Reader("buyer", "buyer", 300),
    Reader("var", "reseller", 1_000),
    Reader("big-var", "reseller", round(20_000 * SIZE)),
)
AUDITOR = Reader("auditor", "auditor", round(200 * SIZE) * OF_SUPPLIER)
READERS = (SUPPLIER, *RECEIVERS, AUDITOR)
# Beside the readers: who shares a product of 500 versions.
GIVER = Reader("giver", "supplier", 0)


@cache
def world() -> dict[str, Actor]:
    """The administrators of the readers and the giver, by name; the world is loaded where it is not there yet."""
    call_command("migrate", verbosity=0)
    if not Organisation.objects.filter(slug=slug_of(SUPPLIER)).exists():
        started = perf_counter()
        with transaction.atomic():
            load()
        run("VACUUM ANALYZE")
        sys.stderr.write(f"bench: the world was loaded in {perf_counter() - started:.0f} s\n")
    named = {one.name: memberships(user_id=user_of(one).pk) for one in (*READERS, GIVER)}
    return {name: actor_of(found[0]) for name, found in named.items()}


def slug_of(reader: Reader) -> str:
    """The name of a reader's organisation in addresses."""
    return f"bench-{reader.name}"


def user_of(reader: Reader) -> User:
    """The one person of a reader's, to whom the peer's permissions are given."""
    found: User = User.objects.get(email=f"{slug_of(reader)}@example.test")
    return found


def load() -> None:
    """Fill the empty database through the tables and their triggers, each of which keeps the access it is about."""
    actors = {reader.name: settle(reader) for reader in (*READERS, GIVER)}
    run(ORGANISATIONS.format(slug="supplier", capacity="supplier"), [SUPPLIERS - 1])
    run(ORGANISATIONS.format(slug="other", capacity="buyer"), [OTHERS])
    run(PRODUCTS, {"most": PRODUCTS_EACH - 1, "giver": slug_of(GIVER)})
    run(VERSIONS, [VERSIONS_EACH])
    for reader in RECEIVERS:
        run(SHARES, {"readers": slug_of(reader), "each": reader.versions // VERSIONS_EACH})
    run(SHARES, {"readers": "other-%", "each": SHARED_WITH_OTHERS})
    run(ROOMS, [actors[AUDITOR.name].organisation_id, AUDITOR.versions // OF_SUPPLIER])
    product = add_product(actor=actors[GIVER.name], code="G-1", name="Given", name_zh="", product_class="other")
    run(GIVEN, [product.owner_id, product.pk])
    run(USERS)
    run(PERMISSIONS)


def settle(reader: Reader) -> Actor:
    """An organisation with one administrator."""
    organisation = open_organisation(
        actor=SYSTEM,
        slug=slug_of(reader),
        legal_name=reader.name,
        english_name="",
        country="CN",
        capacities=[reader.capacity],
    )
    membership = add_member(
        actor=SYSTEM,
        organisation=organisation,
        email=f"{organisation.slug}@example.test",
        name=reader.name,
        password="",
        role="admin",
        language="en",
    )
    return actor_of(membership)


def run(statement: str, values: list[Any] | dict[str, Any] | None = None) -> None:
    """Run one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
