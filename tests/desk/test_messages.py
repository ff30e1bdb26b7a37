"""Tests of the page of messages, of their number in the head, and of the letters of a demonstration."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from apps.notify import queries, services, sink
from apps.notify.kinds import Kind, in_both
from apps.notify.models import Message
from apps.notify.sending import Letter, send
from tests import factories
from tests.desk.conftest import Cast
from tests.factories import SYSTEM

Reading = Callable[[Any], str]
NAMES = {
    "organisation": in_both("Nordwind <Trading>", "北风贸易有限公司"),
    "product": in_both("K21 Kiosk", "K21 自助终端"),
}


def tell(cast: Cast, key: str = "1", **changes: Any) -> Message:
    """The partner's administrator is told of a share."""
    said = {
        "organisation_id": cast.people["partner"].acts_for,
        "kind": Kind.SHARE_OPENED,
        "params": NAMES,
        "link": cast.address("partner", "product", pk=cast.product.pk),
        "dedupe_key": key,
        **changes,
    }
    return services.tell(actor=SYSTEM, **said)[0]


def test_a_message_is_read_in_the_language_of_the_page(cast: Cast, reading: Reading) -> None:
    tell(cast)
    assert "Nordwind &lt;Trading&gt; shares K21 Kiosk with you" in reading(cast.get("partner", "messages"))
    with translation.override("zh-hans"):
        page = reading(cast.get("partner", "messages", {"lang": "zh-hans"}))
    assert "北风贸易有限公司向贵方共享K21 自助终端" in page


def test_the_head_says_how_many_messages_are_unread(cast: Cast, reading: Reading) -> None:
    assert 'class="count"' not in reading(cast.get("partner", "products"))
    tell(cast, "1")
    tell(cast, "2")
    assert '<span class="count">2</span><span class="visually-hidden"> unread</span>' in reading(
        cast.get("partner", "products")
    )
    assert 'class="count"' not in reading(cast.get("stranger", "products"))


def test_a_page_without_an_organisation_says_nothing_of_messages(cast: Cast, reading: Reading) -> None:
    tell(cast)
    assert "/messages/" not in reading(cast.client("partner").get("/lists/"))


def test_opening_a_message_marks_it_and_goes_to_what_it_is_about(cast: Cast) -> None:
    message = tell(cast)
    response = cast.post("partner", "message", {"open": "1"}, pk=message.pk)
    assert (response.status_code, response.url) == (302, cast.address("partner", "product", pk=cast.product.pk))
    assert queries.unread(actor=cast.people["partner"]) == 0


def test_one_message_is_marked_and_the_others_stay(cast: Cast, reading: Reading) -> None:
    message = tell(cast, "1")
    tell(cast, "2")
    response = cast.post("partner", "message", pk=message.pk)
    assert response.url == cast.address("partner", "messages")
    assert [m.dedupe_key for m in queries.messages(actor=cast.people["partner"])] == ["2", "1"]
    assert reading(cast.get("partner", "messages")).count('class="unread"') == 1


def test_all_messages_are_marked_at_once(cast: Cast, reading: Reading) -> None:
    for key in "12":
        tell(cast, key)
    page = reading(cast.get("partner", "messages"))
    assert "Mark all as read" in page
    cast.post("partner", "messages")
    page = reading(cast.get("partner", "messages"))
    assert "Mark all as read" not in page
    assert "Mark as read" not in page


def test_nobody_marks_or_sees_the_message_of_somebody_else(cast: Cast, reading: Reading) -> None:
    message = tell(cast)
    colleague = factories.member(cast.organisation("partner"), "compliance")
    cast.people["colleague"] = colleague
    assert cast.post("colleague", "message", pk=message.pk).status_code == 404
    assert cast.post("stranger", "message", pk=message.pk).status_code == 404
    assert "Nordwind" not in reading(cast.get("colleague", "messages"))


def test_the_page_says_how_the_letter_fares_in_words(cast: Cast, reading: Reading) -> None:
    message = tell(cast)
    message.deliveries(manager="rows").filter(channel="mail").update(state="given_up", last_error="address")
    page = reading(cast.get("partner", "messages"))
    assert "Not sent" in page
    assert "The mail server takes nothing for this address." in page


# The letters of a demonstration


@pytest.fixture
def demonstration(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.MAIL_SINK = True, tmp_path
    settings.EMAIL_BACKEND = "apps.notify.sink.Sink"


def test_letters_are_read_with_links_to_follow_and_nothing_else_alive(
    db: None, demonstration: None, reading: Reading
) -> None:
    send(
        Letter(
            "li@example.test", "合符 <b>", "请打开\n\nhttps://hefu.test/i/abc/\n\n<script>x</script>\n", "zh-hans", "1"
        )
    )
    name = sink.letters()[0].name
    listing = reading(Client().get("/mail/?lang=zh-hans"))
    assert f'<a href="/mail/{name}/">合符 &lt;b&gt;</a>' in listing
    page = reading(Client().get(f"/mail/{name}/?lang=zh-hans"))
    assert '<a href="https://hefu.test/i/abc/"' in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert Client().get("/mail/20260101T000000000000-deadbeef/").status_code == 404


def test_without_letters_the_page_says_so(db: None, demonstration: None, reading: Reading) -> None:
    assert "No letter was sent yet." in reading(Client().get("/mail/"))
    assert 'href="/mail/"' in reading(Client().get("/help/status/"))


@pytest.mark.parametrize(("demo", "there"), [(False, True), (True, False)])
def test_outside_a_demonstration_there_are_no_letters_to_read(
    db: None, demonstration: None, settings: Any, tmp_path: Path, demo: bool, there: bool
) -> None:
    send(Letter("li@example.test", "secret", "link", "en", "1"))
    name = sink.letters()[0].name
    settings.DEMO, settings.MAIL_SINK = demo, tmp_path if there else None
    assert {Client().get(path).status_code for path in ("/mail/", f"/mail/{name}/")} == {404}
    assert 'href="/mail/"' not in Client().get("/help/status/").content.decode()
