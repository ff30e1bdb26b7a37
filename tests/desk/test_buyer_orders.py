"""Orders on the page: taken whole or not at all, decided line by line, checked again, exported."""

import csv
import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.catalogue import queries as catalogue
from apps.catalogue.services import sharing
from apps.purchasing.models import Check, Order
from apps.purchasing.order_files import read_file
from apps.purchasing.services import set_policy
from tests import factories
from tests.desk.conftest import LISTED, LISTED_HOLDER, Cast

pytestmark = pytest.mark.django_db
Reading = Callable[[Any], str]
WHY = "a test looks at everything"
LINES = "行号,产品型号,硬件版本,固件版本,AI软件版本,备注\n10,K21-A,B2,3.4.1,1.8.0,甲\n20,K21-A,B2,3.4.1,9.9.9,乙\n"


@pytest.fixture(autouse=True)
def claimed(cast: Cast, listed: None) -> None:
    factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)


def csv_file(content: bytes, name: str = "po.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/csv")


def order_of(cast: Cast, lines: str = LINES, reference: str = "PO-1") -> Order:
    response = cast.post("partner", "order-add", {"reference": reference, "lines": lines})
    order = Order.objects.everything(reason=WHY).get(reference=reference)
    assert response.url == cast.address("partner", "order", pk=order.pk)
    return order


def test_a_file_in_gb18030_is_read_checked_and_shown(cast: Cast, reading: Reading) -> None:
    body = {"reference": "PO-1", "file": csv_file(LINES.encode("gb18030"))}
    response = cast.post("partner", "order-add", body)
    page = reading(cast.client("partner").get(response.url))
    assert "2 lines were read (GB18030) and checked." in page
    assert "Columns not used: " in page
    rows = page.split("<tr>")[2:]
    assert ["Release" in rows[0], "Covered" in rows[0], LISTED in rows[0]] == [True, True, True]
    assert ["Hold" in rows[1], "R-VERSION-UNKNOWN" in rows[1]] == [True, True]
    assert "edition 1 of the national list" in page


def test_pasted_cells_are_read_too(cast: Cast, reading: Reading) -> None:
    order = order_of(cast, LINES.replace(",", "\t"))
    assert "Release" in reading(cast.get("partner", "order", pk=order.pk))


def test_missing_columns_are_named_in_both_languages_and_the_lines_stay(cast: Cast, reading: Reading) -> None:
    content = "备案号,数量\nBeijing-Demo-20240315,3\n".encode("gb18030")
    page = reading(cast.post("partner", "order-add", {"reference": "PO-9", "file": csv_file(content)}))
    for words in ("Line / ", "行号", "产品型号", "AI软件版本", "F-COLUMN-MISSING", "3 problems; nothing was stored"):
        assert words in page, words
    assert 'value="PO-9"' in page
    assert "Beijing-Demo-20240315,3" in page
    assert 'href="#id_lines"' in page
    assert not Order.objects.everything(reason=WHY).exists()


def test_problems_are_listed_by_row_and_column(cast: Cast, reading: Reading) -> None:
    lines = "Line,Product,AI software\n10,K21-A,1.8.0\n10,,1.9.0\n"
    page = reading(cast.post("partner", "order-add", {"reference": "PO-9", "lines": lines}))
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert table.count('<th scope="row">3</th>') == 2
    assert "The line number 10 is used in row 2 already." in table
    assert "K21-A,1.8.0" in page


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"reference": "", "lines": LINES}, "Give the number of the purchase order."),
        ({"reference": "PO-9", "lines": ""}, "the file is empty"),
        ({"reference": "PO-9", "lines": " \n"}, "the file is empty"),
    ],
)
def test_what_is_not_there_is_asked_for(cast: Cast, reading: Reading, body: dict[str, str], message: str) -> None:
    assert message in reading(cast.post("partner", "order-add", body))
    assert not Order.objects.everything(reason=WHY).exists()


def test_a_file_that_is_not_what_it_says_is_refused_for_what_it_is(cast: Cast, reading: Reading) -> None:
    for content, words in ((b"%PDF-1.7", "kind PDF"), (b"PK\x03\x04", "kind XLSX"), (b"", "the file is empty")):
        page = reading(cast.post("partner", "order-add", {"reference": "PO-9", "file": csv_file(content)}))
        assert words in page
        assert 'href="#id_file"' in page


def test_an_order_number_that_is_taken_is_said_at_its_field(cast: Cast, reading: Reading) -> None:
    order_of(cast)
    page = reading(cast.post("partner", "order-add", {"reference": "PO-1", "lines": LINES}))
    assert "There is an order PO-1 already." in page
    assert 'href="#id_reference"' in page
    assert "K21-A,B2,3.4.1,1.8.0" in page
    assert "What to mend, by row" not in page


def test_lines_are_shown_by_whether_they_may_be_ordered(cast: Cast, reading: Reading) -> None:
    order = order_of(cast)

    def shown(which: str) -> list[bool]:
        page = reading(cast.get("partner", "order", {"show": which}, pk=order.pk))
        return ["PC-" in page, "1.8.0" in page, "9.9.9" in page]

    assert shown("all") == shown("nonsense") == [True, True, True]
    assert shown("stop") == [True, False, True]
    assert shown("release") == [True, True, False]


def test_rules_that_changed_ask_for_another_check(cast: Cast, reading: Reading) -> None:
    order = order_of(cast)
    notice = "have changed since these lines were checked"
    assert notice not in reading(cast.get("partner", "order", pk=order.pk))
    set_policy(actor=cast.people["partner"], most_days_since_last_look=30)
    assert notice in reading(cast.get("partner", "order", pk=order.pk))
    response = cast.post("partner", "order-check", pk=order.pk)
    page = reading(cast.client("partner").get(response.url))
    assert "2 lines were checked again." in page
    assert notice not in page
    assert Check.objects.everything(reason=WHY).count() == 4


def test_a_new_edition_asks_for_another_check(cast: Cast, reading: Reading) -> None:
    order = order_of(cast)
    factories.national_list(upto=2)
    assert "have changed since these lines were checked" in reading(cast.get("partner", "order", pk=order.pk))


def test_a_line_with_another_number_shows_that_numbers_result_and_not_the_claims(cast: Cast, reading: Reading) -> None:
    header = "Line,Product,Hardware,Firmware,AI software,Filing number\n"
    order = order_of(cast, header + "10,K21-A,B2,3.4.1,1.8.0,京ICP备12345678号-1\n20,K21-A,,,1.8.0,\n")
    first, second = reading(cast.get("partner", "order", pk=order.pk)).split("<tr>")[2:]
    for words in ("Hold", "Cannot check", "R-NUM-TYPE-ICP", "R-LINE-NUMBER", "Details of the supplier's claim"):
        assert words in unescape(first), words
    assert ">Match<" not in first
    assert "R-NUM-EXACT" not in first
    for words in ("Hold", "R-VERSION-NOT-GIVEN", "does not name the hardware version", "the firmware version"):
        assert words in second, words


def test_a_quantity_that_is_no_number_is_named_by_row_and_column(cast: Cast, reading: Reading) -> None:
    lines = "Line,Product,AI software,Qty\n10,K21-A,1.8.0,two dozen\n"
    page = reading(cast.post("partner", "order-add", {"reference": "PO-9", "lines": lines}))
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    for words in ('<th scope="row">2</th>', "Quantity", "two dozen", "F-QUANTITY"):
        assert words in table, words


def test_the_export_opens_in_a_spreadsheet_runs_nothing_and_is_read_again(cast: Cast) -> None:
    lines = (
        "Line,Product,Hardware,Firmware,AI software,Filing number,Qty\n10,K21-A,B2,3.4.1,1.8.0,,24\n"
        '20,"=HYPERLINK(""x"")",+x,-x,自研,@SUM,2\n'
    )
    order = order_of(cast, lines, reference="采购 17/B")
    response = cast.get("partner", "order-export", pk=order.pk)
    assert response["Content-Disposition"] == 'attachment; filename="17b.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    header, first, second = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert header[:2] == ["Line / 行号", "Product / 产品型号"]
    assert (first[1], first[7:11]) == ("K21-A", [LISTED_HOLDER, "Release", "Match", "Covered"])
    assert "R-NUM-EXACT" in first[11]
    assert [cell for cell in second if cell.startswith(("=", "+", "-", "@"))] == []
    assert "自研" in second
    assert [line.line for line in read_file(response.content).lines] == ["10", "20"]


def test_the_template_is_read_as_it_is(cast: Cast) -> None:
    response = cast.get("partner", "order-template")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    (line,) = read_file(response.content).lines
    assert (line.product_code, line.ai_software) == ("K21-A", "1.8.0")


def test_the_list_of_orders_says_how_grave_each_is(cast: Cast, reading: Reading) -> None:
    assert "Check your first order" in reading(cast.get("partner", "orders"))
    order_of(cast)
    page = reading(cast.get("partner", "orders"))
    assert "PO-1" in page
    assert "1 Release, 1 Hold" in page or "1 Hold, 1 Release" in page
    assert "PO-1" not in reading(cast.get("stranger", "orders"))


def test_an_order_is_nobody_elses(cast: Cast) -> None:
    order = order_of(cast)
    cast.people["looker"] = factories.member(cast.organisation("partner"), "viewer")
    cast.people["office"] = factories.member(cast.organisation("partner"), "compliance")
    for name, method in (("order", "get"), ("order-export", "get"), ("order-check", "post")):
        ask = getattr(cast, method)
        assert ask("stranger", name, pk=order.pk).status_code == 404, name
        assert ask("looker", name, pk=order.pk).status_code == 403, name
        assert ask("owner", name, pk=order.pk).status_code == 403, name
    assert cast.get("office", "order", pk=order.pk).status_code == 200
    assert cast.post("office", "order-check", pk=order.pk).status_code == 403
    assert cast.get("partner", "order-check", pk=order.pk).status_code == 405
    for name in ("orders", "order-add"):
        assert cast.get("looker", name).status_code == 403
    assert Check.objects.everything(reason=WHY).count() == 2


def test_a_buyer_may_read_the_page_in_chinese(cast: Cast) -> None:
    order = order_of(cast)
    response = cast.get("partner", "order", {"lang": "zh-hans"}, pk=order.pk)
    assert response.status_code == 200
    assert response["Content-Language"] == "zh-Hans"


def test_the_proof_of_an_old_check_is_linked_only_while_its_reader_sees_it(cast: Cast, reading: Reading) -> None:
    order = order_of(cast)
    assert "/verifications/" in reading(cast.get("partner", "order", pk=order.pk))
    given = catalogue.given_shares(actor=cast.people["owner"]).get(
        product=cast.product, to_organisation=cast.organisation("partner")
    )
    sharing.withdraw_share(actor=cast.people["owner"], share=given)
    page = reading(cast.get("partner", "order", pk=order.pk))
    assert "Release" in page and "/verifications/" not in page
