"""What opens or ends something is sent by who proved a short while ago that it is they."""

import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Share
from apps.contracts.models import Contract
from apps.desk.freshness import RECENT
from apps.kernel.models import AuditEvent
from tests import factories
from tests.desk.conftest import Cast
from tests.signed_in import PROOFS, prove

WHY = "a test looks whether anything was written"


def stale(cast: Cast, person: str) -> Client:
    """The browser of a person whose last proof is a little too old."""
    client = cast.client(person)
    prove(client, User.objects.get(pk=cast.people[person].user_id), ago=RECENT + 1)
    return client


def shares() -> int:
    return int(Share.objects.everything(reason=WHY).count())


def body(cast: Cast) -> dict[str, Any]:
    return {"to_organisation": cast.organisation("stranger").slug, "scopes": ["certificate"]}


def test_a_stale_session_is_sent_to_prove_itself_and_nothing_is_written(cast: Cast) -> None:
    client, before, audited = stale(cast, "owner"), shares(), AuditEvent.objects.count()
    address = cast.address("owner", "share-add", pk=cast.product.pk)
    response = client.post(address, body(cast))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/reauthenticate/?next=")
    assert (shares(), AuditEvent.objects.count()) == (before, audited)


def test_what_was_sent_is_kept_and_done_once_the_password_is_given(cast: Cast) -> None:
    client, before = stale(cast, "owner"), shares()
    address = cast.address("owner", "share-add", pk=cast.product.pk)
    asked = client.post(address, body(cast))
    page = client.get(asked.url)
    assert "Confirm that it is you" in page.content.decode()
    assert f'value="{address}"' in page.content.decode()
    done = client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD, "next": address})
    assert done.status_code == 302
    assert done.url == address
    assert shares() == before + 1
    assert client.post(address, {"to_organisation": "nobody-there"}).status_code == 200


def test_a_wrong_password_does_nothing_of_what_was_kept(cast: Cast) -> None:
    client, before = stale(cast, "owner"), shares()
    address = cast.address("owner", "share-add", pk=cast.product.pk)
    client.post(address, body(cast))
    response = client.post("/accounts/reauthenticate/", {"password": "wrong", "next": address})
    assert response.status_code == 200
    assert "The password is not right" in response.content.decode()
    assert shares() == before


def test_what_was_kept_is_done_once_and_not_again(cast: Cast) -> None:
    client, before = stale(cast, "owner"), shares()
    address = cast.address("owner", "share-add", pk=cast.product.pk)
    client.post(address, body(cast))
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD, "next": address})
    assert client.post("/accounts/reauthenticate/", {"next": address}).url == address
    assert shares() == before + 1


def test_a_recent_proof_is_enough(cast: Cast) -> None:
    client = cast.client("owner")
    prove(client, User.objects.get(pk=cast.people["owner"].user_id), ago=RECENT - 60)
    response = client.post(cast.address("owner", "share-add", pk=cast.product.pk), body(cast))
    assert response.url == cast.address("owner", "share-add", pk=cast.product.pk)


def test_looking_asks_for_no_proof(cast: Cast) -> None:
    assert stale(cast, "owner").get(cast.address("owner", "share-add", pk=cast.product.pk)).status_code == 200


def test_the_proof_of_somebody_else_in_the_same_browser_is_none(cast: Cast) -> None:
    client = cast.client("owner")
    session = client.session
    session["account_authentication_methods_user"] = str(cast.people["viewer"].user_id)
    session.save()
    assert client.post(cast.address("owner", "share-add", pk=cast.product.pk), body(cast)).status_code == 302
    assert "reauthenticate" in client.post(cast.address("owner", "share-add", pk=cast.product.pk), body(cast)).url


def test_a_proof_of_the_time_to_come_is_none(cast: Cast) -> None:
    client = cast.client("owner")
    session = client.session
    session[PROOFS] = [{"method": "password", "at": time.time() + 3600}]
    session.save()
    assert "reauthenticate" in client.post(cast.address("owner", "share-add", pk=cast.product.pk), body(cast)).url


def test_whoever_lacks_the_verb_is_not_asked_for_a_password_first(cast: Cast) -> None:
    response = stale(cast, "viewer").post(cast.address("viewer", "share-add", pk=cast.product.pk), body(cast))
    assert response.status_code == 403


@pytest.mark.parametrize("name", ["share-withdraw", "contract-confirm"])
def test_the_acts_that_end_or_bind_ask_too(cast: Cast, name: str) -> None:
    share = Share.objects.everything(reason=WHY).filter(product=cast.product).get()
    response = stale(cast, "owner").post(cast.address("owner", name, pk=share.pk))
    assert response.url.startswith("/accounts/reauthenticate/")
    share.refresh_from_db()
    assert share.revoked_at is None
    assert Contract.objects.everything(reason=WHY).filter(state="in_force").count() == 0


def test_a_page_that_takes_files_asks_before_it_is_filled_in(db: None, cast: Cast) -> None:
    operator = factories.member(factories.organisation("operator"))
    staff = Cast({"operator": operator}, cast.product, cast.version, cast.other_version)
    client = stale(staff, "operator")
    address = staff.address("operator", "publication-add")
    assert client.get(address).url.startswith("/accounts/reauthenticate/")
    file = SimpleUploadedFile("may.csv", b"x", "text/csv")
    response = client.post(address, {"attachments": file, "table": "auto"}, follow=True)
    assert "Choose them again" in response.content.decode()


def test_a_fragment_asks_in_the_whole_window(cast: Cast) -> None:
    client = stale(cast, "owner")
    address = cast.address("owner", "share-add", pk=cast.product.pk)
    response = client.post(address, body(cast), headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/accounts/reauthenticate/")


def test_nobody_is_sent_elsewhere_after_the_proof(cast: Cast) -> None:
    client = stale(cast, "owner")
    response = client.post(
        "/accounts/reauthenticate/", {"password": factories.PASSWORD, "next": "https://elsewhere.test/"}
    )
    assert response.url == "/"


def test_the_kept_request_holds_no_cookie(cast: Cast) -> None:
    client = stale(cast, "owner")
    client.post(cast.address("owner", "share-add", pk=cast.product.pk), body(cast))
    kept = client.session["account_reauthentication_state"]["request"]
    assert "HTTP_COOKIE" not in kept
    assert client.session.session_key not in kept


@pytest.mark.parametrize(("required", "expected"), [(True, "/accounts/security/"), (False, None)])
def test_a_second_step_can_be_required_of_who_opens_things_to_others(
    cast: Cast, settings: Any, required: bool, expected: str | None
) -> None:
    settings.REQUIRE_MFA = required
    response = cast.get("owner", "products")
    assert (response.url if response.status_code == 302 else None) == expected
    assert cast.get("viewer", "products").status_code == 200


def test_a_public_page_a_share_sent_back_and_the_organisations_details_ask_for_a_proof(cast: Cast) -> None:
    client = stale(cast, "owner")
    for name, arguments in (("public-page", {"pk": cast.version.pk}), ("organisation-settings", {})):
        response = client.post(cast.address("owner", name, **arguments), {"tells_number": "on", "country": "NL"})
        assert "reauthenticate" in response.url, name
    assert not catalogue.codes(actor=cast.people["owner"], product=cast.product).exists()
    share = Share.objects.everything(reason=WHY).get(product=cast.product)
    address = cast.address("partner", "received-share", pk=share.pk)
    partner = stale(cast, "partner")
    for state in ("returned", "not_ours"):
        assert "reauthenticate" in partner.post(address, {"state": state, "reason": "Not for us."}).url
    share.refresh_from_db()
    assert share.revoked_at is None
    assert partner.post(address, {"state": "accepted"}).url == address, "what ends nothing asks for none"


def test_what_was_kept_and_then_refused_is_sent_to_its_own_page_once_it_is_mended(cast: Cast) -> None:
    client, before = stale(cast, "owner"), shares()
    address = cast.address("owner", "share-add", pk=cast.product.pk)
    client.post(address, {**body(cast), "to_organisation": "nobody-there"})
    page = client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD, "next": address})
    assert page.status_code == 200 and "nobody-there" in page.content.decode()
    assert f'<form class="panel" method="post" action="{address}"' in page.content.decode()
    client.post(address, body(cast))
    assert shares() == before + 1
