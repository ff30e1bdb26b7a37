"""Long lists: newest first, page by page, each version once, by the name the reader knows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.queries import members
from apps.catalogue import listing, queries
from apps.catalogue.listing import (
    Count,
    LongList,
    VersionPage,
    count_of_versions,
    product_list,
    version_list,
    version_page,
)
from apps.catalogue.models import Access, Product, Share, Version
from apps.catalogue.services.products import assign_product
from apps.kernel.actor import Actor
from apps.kernel.wall import acting_as
from tests import factories
from tests.catalogue.cast import Cast, cast
from tests.catalogue.chain import Chain, chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Chain:
    made = chain()
    for n in range(5):
        factories.version(made.people[0], made.product, firmware=f"4.{n}")
    return made


def ids(page: VersionPage) -> list[int]:
    return [line.version_id for line in page.lines]


def newest_first() -> list[int]:
    rows = Version.objects.everything(reason="a test").order_by("-updated_at", "-pk")
    return list(rows.values_list("pk", flat=True))


def read_through(actor: Actor, size: int) -> list[int]:
    found, after = [], None
    while True:
        page = version_page(actor=actor, after=after, size=size)
        found += ids(page)
        after = page.after
        if after is None:
            return found


@pytest.mark.parametrize("size", [1, 3, 7, 8])
def test_pages_follow_each_other_without_gap_or_repetition(row: Chain, size: int) -> None:
    for actor in row.people:
        assert read_through(actor, size) == newest_first()


def test_versions_changed_at_the_same_moment_are_not_lost_between_pages(row: Chain) -> None:
    Version.objects.everything(reason="a test").update(updated_at=timezone.now())
    assert read_through(row.people[3], 2) == newest_first()


def test_a_version_that_came_by_two_ways_stands_once(row: Chain) -> None:
    row.give(0, 3, scopes=["status"])
    assert read_through(row.people[3], 3) == newest_first()
    assert count_of_versions(actor=row.people[3]) == Count(7, False)


def test_what_one_can_not_see_is_not_listed_counted_or_found() -> None:
    stage: Cast = cast()
    assert ids(version_page(actor=stage.partner)) == [stage.shared.pk]
    assert count_of_versions(actor=stage.partner) == Count(1, False)
    assert ids(version_page(actor=stage.partner, text="1.9.0")) == []
    for actor in (stage.stranger, factories.SYSTEM):
        assert version_page(actor=actor) == VersionPage((), None)
        assert count_of_versions(actor=actor) == Count(0, False)
    Share.objects.everything(reason="a test").update(until=timezone.now() - timedelta(seconds=1))
    assert version_page(actor=stage.partner).lines == ()


def test_who_is_assigned_only_reads_what_he_is_assigned_to() -> None:
    stage = cast()
    limited = factories.member(stage.supplier, assigned_only=True)
    other = factories.version(stage.owner, factories.product(stage.owner))
    assert version_page(actor=limited).lines == ()
    user = members(actor=stage.owner).get(pk=limited.user_id)
    assign_product(actor=stage.owner, product=other.product, user=user)
    assert ids(version_page(actor=limited)) == [other.pk]
    assert count_of_versions(actor=limited) == Count(1, False)


def test_a_count_ends_where_it_is_told_to(row: Chain) -> None:
    assert count_of_versions(actor=row.people[1], most=3) == Count(3, True)
    assert count_of_versions(actor=row.people[1], most=7) == Count(7, False)


def test_a_text_is_found_in_the_code_the_names_and_the_build_as_the_reader_sees_them(row: Chain) -> None:
    buyer = factories.organisation("buyer")
    row.give(2, buyer, label_code="BK2-A", label_name="Blue_Kiosk 100%")
    reader = factories.member(buyer)
    for text in ("bk2-a", "BLUE_KIOSK", "100%", " 4.3 "):
        assert version_page(actor=reader, text=text).lines != (), text
    for text in (row.product.code, row.product.name, row.product.name_zh, "blue-kiosk", "100_", "4%3"):
        assert version_page(actor=reader, text=text).lines == (), text
    assert len(version_page(actor=row.people[0], text=row.product.name_zh).lines) == 7
    assert count_of_versions(actor=reader, text="4.3") == Count(1, False)


def test_a_line_says_what_the_reader_sees(row: Chain) -> None:
    line = version_page(actor=row.people[3], text="4.3").lines[0]
    assert (line.seller_id, line.code, line.firmware, line.state) == (
        row.organisations[2].pk,
        row.product.code,
        "4.3",
        "released",
    )


def test_a_page_and_a_count_are_one_query_each(row: Chain) -> None:
    with CaptureQueriesContext(connection) as asked:
        version_page(actor=row.people[3], text="K")
        count_of_versions(actor=row.people[3])
    assert len(asked) == 2


def test_the_lists_are_those_of_the_ordinary_queries_in_their_own_order(row: Chain) -> None:
    stage = cast()
    for actor in (*row.people, stage.owner, stage.partner, stage.stranger):
        products = list(product_list(actor=actor))
        assert {one.pk for one in products} == set(queries.products(actor=actor).values_list("pk", flat=True))
        assert [one.shown.code for one in products] == sorted(one.shown.code for one in products)
        versions = list(version_list(actor=actor))
        assert {one.pk for one in versions} == set(queries.versions(actor=actor).values_list("pk", flat=True))
        keys = [(one.updated_at, one.pk) for one in versions]
        assert keys == sorted(keys, reverse=True)
        assert (len(product_list(actor=actor)), len(version_list(actor=actor))) == (len(products), len(versions))


def test_the_pages_of_a_list_hold_each_row_once(row: Chain) -> None:
    for n in range(4):
        factories.product(row.people[0], code=f"A{n}")
    row.give(0, 3, scopes=["status"], label_code="ZZ")
    for actor in row.people:
        for rows in (product_list(actor=actor), version_list(actor=actor)):
            cut = [one for start in range(0, len(rows) + 1, 2) for one in rows[start : start + 2]]
            assert cut == list(rows)
            assert len({one.pk for one in cut}) == len(cut)
            assert rows[0] == cut[0]


def test_who_is_assigned_only_has_lists_of_what_he_is_assigned_to() -> None:
    stage = cast()
    limited = factories.member(stage.supplier, assigned_only=True)
    assert (len(product_list(actor=limited)), len(version_list(actor=limited))) == (0, 0)
    user = members(actor=stage.owner).get(pk=limited.user_id)
    assign_product(actor=stage.owner, product=stage.shared.product, user=user)
    assert [one.pk for one in product_list(actor=limited)] == [stage.shared.product_id]


def test_being_named_in_a_contract_puts_nothing_on_a_list(row: Chain) -> None:
    reader = row.people[3]
    Access.objects.filter(organisation=row.organisations[3]).update(source="contract", scopes=["contract"])
    assert version_page(actor=reader).lines == ()
    assert count_of_versions(actor=reader) == Count(0, False)
    assert (list(product_list(actor=reader)), list(version_list(actor=reader))) == ([], [])


LISTS = {
    "page": (listing.PAGE, listing.OF_VERSIONS, "access_newest_first"),
    "next page": (listing.PAGE, f"{listing.OF_VERSIONS} AND {listing.AFTER}", "access_newest_first"),
    "versions": (listing.VERSIONS, listing.OF_VERSIONS, "access_newest_first"),
    "products": (listing.PRODUCTS, listing.OF_PRODUCTS, "access_by_code"),
    "count": (listing.COUNT, listing.OF_VERSIONS, "access_newest_first"),
    "count of products": (listing.COUNT_PRODUCTS, listing.OF_PRODUCTS, "Index"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_in_the_order_of_its_index_and_nothing_is_read_whole(row: Chain, name: str) -> None:
    statement, conditions, index = LISTS[name]
    actor = row.people[3]
    crowd(row)
    values = {"organisation": actor.organisation_id, "limit": 3, "offset": 0, "version_id": 10**9}
    with acting_as(actor), connection.cursor() as cursor:
        values["updated_at"] = timezone.now()
        cursor.execute(f"EXPLAIN {statement.format(conditions=conditions)}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert index in plan
    assert "Seq Scan on catalogue_" not in plan
    assert name.startswith("count") or "Sort" not in plan


def crowd(row: Chain) -> None:
    """So many other rows that an index pays."""
    owner = row.organisations[0]
    made = [Product(owner=owner, code=f"C-{n}", name=f"Crowd {n}") for n in range(300)]
    products = Product.objects.bulk_create(made)
    build = {"hardware": "R1", "ai_software": "m1"}
    Version.objects.bulk_create(
        Version(owner=owner, product=product, firmware=str(n), **build) for product in products for n in range(5)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalogue_access, catalogue_version, catalogue_product, accounts_organisation")


def test_a_page_of_a_list_costs_as_many_queries_as_any_other(row: Chain) -> None:
    counts = set()
    lists: list[LongList[Product] | LongList[Version]] = []
    for actor in (row.people[0], row.people[3]):
        lists += [product_list(actor=actor), version_list(actor=actor)]
    for rows in lists:
        with CaptureQueriesContext(connection) as asked:
            list(rows[0:3])
        counts.add(len(asked))
    assert counts == {3}
