"""P4.grant: giving another organisation a product of 500 versions."""

from collections.abc import Callable, Iterator
from time import perf_counter

from django.contrib.auth.models import Group
from django.db import connection, transaction
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm

from apps.accounts.models import Organisation
from apps.catalogue.models import Product, Version
from apps.catalogue.services.sharing import share_product
from bench.row import PER_SECOND, Side, Sides, row
from bench.world import GIVER, RECEIVERS, slug_of, user_of, world

SCOPES = ["status", "certificate"]
# The rows of access alone, from what is known already: no share, no audit, nobody told.
BARE = """
INSERT INTO catalogue_access (source, source_id, organisation_id, product_id, version_id, scopes, seller_id,
    shown_code, shown_name, shown_name_zh, build, until, updated_at)
SELECT 'share', 0, %s, product_id, version_id, '{status,certificate}', seller_id, shown_code, shown_name,
    shown_name_zh, build, until, updated_at
FROM catalogue_access WHERE source = 'own' AND product_id = %s
"""


def undone(work: Callable[[], object]) -> Side:
    """A side that gives the milliseconds of what it does, all that is checked at the end included, and undoes it."""

    def side() -> float:
        with transaction.atomic():
            started = perf_counter()
            work()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            taken = perf_counter() - started
            transaction.set_rollback(True)
        return taken * PER_SECOND["ms"]

    return side


def giving(*, one_by_one: bool) -> Iterator[Sides]:
    """Through the service, with the audit and the letters to be sent; each time it is undone."""
    actor, receiver = world()[GIVER.name], RECEIVERS[0]
    product = Product.objects.everything(reason="the product to be given").get(owner_id=actor.organisation_id)
    every = Version.objects.everything(reason="the versions to be given").filter(product=product)
    versions = list(every)
    organisation = Organisation.objects.get(slug=slug_of(receiver))
    user = user_of(receiver)
    # The peer asks for what Django's own users have.
    vars(user).update(is_superuser=False, groups=Group.objects.none())

    def ours() -> None:
        share_product(actor=actor, product=product, to_organisation=organisation, scopes=SCOPES)

    def loop() -> None:
        for version in versions:
            assign_perm("catalogue.view_version", user, version)

    def bulk() -> None:
        UserObjectPermission.objects.bulk_assign_perm("view_version", user, every.all())

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [organisation.pk, product.pk])
            if cursor.rowcount != len(versions) + 1:
                raise AssertionError(f"{cursor.rowcount} rows of access were written")

    yield Sides(ours=undone(ours), peer=undone(loop if one_by_one else bulk), floor=undone(floor), timed=False)


@row(
    "P4.grant",
    what="a product of 500 versions shared, audited, to be told; peer: guardian assign_perm one by one; floor: the "
    "rows of access by INSERT … SELECT",
    unit="ms",
    target_peer=100,
    target_floor=2,
)
def grant() -> Iterator[Sides]:
    """Against the loop of the manual."""
    yield from giving(one_by_one=True)


@row("P4.grant.bulk", what="the same; peer: guardian assign_perm for a queryset", unit="ms")
def grant_in_bulk() -> Iterator[Sides]:
    """Against what the peer does best."""
    yield from giving(one_by_one=False)
