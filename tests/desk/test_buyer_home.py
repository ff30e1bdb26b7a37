"""The buyer's home."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.claims import services as claims
from apps.purchasing.services import check_order, receive_order, set_policy
from apps.registry import queries as registry
from tests import factories
from tests.desk.conftest import LISTED, LISTED_HOLDER, Cast

pytestmark = pytest.mark.django_db
# A row that the second edition is the first to show.
SECOND, SECOND_HOLDER = "Jiangsu-YanDi-20240318", "南京硅基智能有限公司"
Reading = Callable[[Any], str]


def test_an_order_waits_while_it_must_not_be_placed(cast: Cast, listed: None, reading: Reading) -> None:
    factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)
    buyer = cast.people["partner"]
    for reference, build in (("PO-GOOD", "1.8.0"), ("PO-HELD", "9.9.9")):
        content = f"Line,Product,Hardware,Firmware,AI software\n10,K21-A,B2,3.4.1,{build}\n".encode()
        check_order(actor=buyer, order=receive_order(actor=buyer, reference=reference, name="", content=content))
    page = reading(cast.get("partner", "organisation-home"))
    assert "PO-HELD" in page
    assert "PO-GOOD" not in page
    assert "PO-HELD" not in reading(cast.get("stranger", "organisation-home"))


def test_suppliers_are_counted_by_what_covers_the_versions_they_share(
    cast: Cast, listed: None, reading: Reading
) -> None:
    factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)
    page = reading(cast.get("partner", "organisation-home"))
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert str(cast.organisation("owner")) in table
    assert table.index("Covered") < table.index("Version changed")
    assert "S55" not in page


def test_a_changed_verdict_stands_on_the_home_of_who_sees_the_version(cast: Cast, listed: None) -> None:
    factories.submitted_claim(cast.people["owner"], [cast.version], SECOND, SECOND_HOLDER)
    factories.national_list(upto=2)
    edition = registry.current_edition()
    assert edition is not None
    claims.verify_changed(actor=factories.SYSTEM, edition_id=edition.pk)
    home = {person: cast.get(person, "organisation-home").content.decode() for person in ("partner", "stranger")}
    assert "Details and proof" in home["partner"]
    assert "No result was changed" in home["stranger"]


def test_the_rules_in_force_are_said(cast: Cast, reading: Reading) -> None:
    assert "at most 45 days old" in reading(cast.get("partner", "organisation-home"))
    set_policy(actor=cast.people["partner"], most_days_since_last_look=14)
    page = reading(cast.get("partner", "organisation-home"))
    assert "at most 14 days old" in page
    assert "Policy 1, set by your organisation." in page


def test_a_new_buyer_is_told_what_the_page_is_for_and_where_to_begin(cast: Cast, reading: Reading) -> None:
    cast.people["new"] = factories.stranger("buyer")
    page = reading(cast.get("new", "organisation-home"))
    assert "No supplier shares a product with you yet" in page
    assert f"<code>{cast.organisation('new').slug}</code>" in page
    assert cast.address("new", "order-add") in page


def test_a_viewer_of_the_buyer_sees_no_order_and_nothing_to_press(cast: Cast, reading: Reading) -> None:
    cast.people["looker"] = factories.member(cast.organisation("partner"), "viewer")
    page = reading(cast.get("looker", "organisation-home"))
    assert "Suppliers" in page
    assert "Orders waiting" not in page
    assert cast.address("looker", "verify") not in page
