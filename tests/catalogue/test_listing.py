"""Long lists: newest first, page by page, each version once, by the name the reader knows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.queries import members
from apps.catalogue.listing import Count, VersionPage, count_of_versions, version_page
from apps.catalogue.models import Share, Version
from apps.catalogue.services.products import assign_product
from apps.kernel.actor import Actor
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
