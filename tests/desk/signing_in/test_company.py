"""Company sign-in by OpenID Connect, with a real provider on this machine: whom it may speak for, and whom not."""

import json
import re
import time
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from apps.accounts.addresses import is_confirmed
from apps.accounts.models import User
from apps.catalogue.models import Share
from apps.desk.freshness import RECENT
from portal import sso
from tests.desk.conftest import Cast
from tests.desk.signing_in.conftest import Person
from tests.desk.signing_in.oidc import CLIENT, SECRET, Provider, running
from tests.signed_in import PROOFS

LOGIN = "/accounts/oidc/acme/login/"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """The provider of a company, set up as an operator would; trusted with the addresses of example.test."""
    with running() as found:
        one = {"kind": "oidc", "id": "acme", "name": "Acme", "client_id": CLIENT, "secret": SECRET}
        trusted = {"server_url": found.url, "trusted_email_domains": ["example.test"]}
        settings.SOCIALACCOUNT_PROVIDERS = sso.providers(json.dumps([{**one, **trusted}]))
        yield found


def sign_in(client: Client, address: str = LOGIN) -> Any:
    """Through the provider and back, as a browser goes."""
    going = client.post(address)
    assert going.status_code == 200, going.content.decode()
    to = unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', going.content.decode())[1])
    back = requests.get(to, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.replace("http://testserver", ""))


def claims(email: str, **more: Any) -> dict[str, Any]:
    return {"sub": "42", "name": "Li Ming", "email": email, "email_verified": True, **more}


def me(client: Client) -> str:
    return str(client.get("/accounts/security/").context["request"].user.email)


def test_the_sign_in_page_offers_what_is_set_up_and_nothing_else(db: None, provider: Provider) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert f'action="{LOGIN}"' in page
    assert "DingTalk" not in page


def test_somebody_known_is_signed_in_by_a_confirmed_address_the_operator_trusts(
    person: Person, provider: Provider
) -> None:
    provider.claims = claims(person.email)
    client = Client()
    assert sign_in(client).status_code == 302
    assert me(client) == person.email
    assert set(provider.asked[0]["scope"].split()) == {"openid", "profile", "email"}
    assert provider.asked[0]["code_challenge_method"] == "S256"
    assert client.cookies["hefu_device"].value


@pytest.mark.parametrize("verified", [False, None, "false", "true", 0])
def test_an_address_the_provider_does_not_call_confirmed_opens_nobodys_account(
    person: Person, provider: Provider, verified: Any
) -> None:
    provider.claims = claims(person.email, email_verified=verified)
    client = Client()
    sign_in(client)
    assert client.get("/accounts/security/").status_code == 302


def test_a_provider_that_is_not_trusted_with_the_domain_opens_nobodys_account(
    person: Person, provider: Provider, settings: Any
) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["trusted_email_domains"] = ["elsewhere.test"]
    provider.claims = claims(person.email)
    client = Client()
    sign_in(client)
    assert client.get("/accounts/security/").status_code == 302


def test_an_account_whose_address_nobody_confirmed_is_not_joined(db: None, provider: Provider) -> None:
    User.objects.create_user("typed@example.test", "by somebody else", name="Somebody")
    provider.claims = claims("typed@example.test")
    client = Client()
    sign_in(client)
    assert client.get("/accounts/security/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_somebody_new_gets_an_account_with_the_name_and_address_the_provider_says(db: None, provider: Provider) -> None:
    provider.claims = claims("new@example.test")
    client = Client()
    assert sign_in(client).status_code == 302
    user = User.objects.get(email="new@example.test")
    assert user.name == "Li Ming"
    assert not user.has_usable_password()
    assert is_confirmed(user_id=user.pk, email=user.email)
    assert me(client) == user.email


def test_somebody_new_of_another_domain_confirms_the_address_by_a_code(
    db: None, provider: Provider, mailoutbox: list[Any]
) -> None:
    provider.claims = claims("new@elsewhere.test")
    client = Client()
    assert sign_in(client).url == "/accounts/confirm-email/"
    assert mailoutbox[0].to == ["new@elsewhere.test"]
    assert client.get("/accounts/security/").status_code == 302


def test_a_token_for_another_portal_is_refused(person: Person, provider: Provider) -> None:
    provider.claims, provider.lifted = claims(person.email), {"aud": "another portal"}
    client = Client()
    assert sign_in(client).status_code == 401
    assert client.get("/accounts/security/").status_code == 302


def test_an_answer_nobody_asked_for_is_refused(person: Person, provider: Provider) -> None:
    provider.claims = claims(person.email)
    response = Client().get("/accounts/oidc/acme/login/callback/", {"code": "the code", "state": "made up"})
    assert response.status_code == 401
    assert "The company sign-in did not work" in response.content.decode()


def test_a_link_alone_sends_nobody_to_the_provider(db: None, provider: Provider) -> None:
    page = Client().get(LOGIN)
    assert page.status_code == 200
    assert "You go on to Acme" in page.content.decode()


def stale_by_company(cast: Cast, provider: Provider, *, password: bool) -> Client:
    """The owner, who signed in by the company a while ago."""
    user = User.objects.get(pk=cast.people["owner"].user_id)
    if not password:
        user.set_unusable_password()
        user.save()
    provider.claims = claims(user.email)
    client = Client()
    sign_in(client)
    session = client.session
    session[PROOFS] = [{**proof, "at": proof["at"] - RECENT} for proof in session[PROOFS]]
    session.save()
    return client


def is_asked_again(cast: Cast, client: Client) -> bool:
    body = {"to_organisation": cast.organisation("stranger").slug}
    return "reauthenticate" in client.post(cast.address("owner", "share-add", pk=cast.product.pk), body).url


@pytest.mark.parametrize("password", [True, False])
def test_what_the_provider_remembers_of_the_browser_is_no_proof(cast: Cast, provider: Provider, password: bool) -> None:
    client = stale_by_company(cast, provider, password=password)
    assert is_asked_again(cast, client)
    back = sign_in(client, LOGIN + "?process=redirect&next=/accounts/security/")
    assert "Sign out and in again" in client.get(back.url).content.decode()
    assert is_asked_again(cast, client)
    provider.proved_at = True  # a token may say anything
    sign_in(client, LOGIN + "?process=redirect&next=/")
    assert is_asked_again(cast, client)


def test_a_proof_at_the_provider_lasts_from_when_it_was_given(cast: Cast, provider: Provider) -> None:
    client = stale_by_company(cast, provider, password=False)
    provider.proved_at = int(time.time()) - RECENT + 60
    sign_in(client, LOGIN + "?process=redirect&next=/")
    assert client.session[PROOFS][-1]["at"] == provider.proved_at
    assert not is_asked_again(cast, client)


def test_a_sign_in_by_the_company_is_a_proof_for_those_alone_who_have_no_other(cast: Cast, provider: Provider) -> None:
    client = stale_by_company(cast, provider, password=True)
    sign_in(client)
    assert is_asked_again(cast, client)
    client = stale_by_company(cast, provider, password=False)
    sign_in(client)
    assert not is_asked_again(cast, client)


def test_whose_company_can_prove_nothing_is_told_what_to_do(cast: Cast, provider: Provider, settings: Any) -> None:
    client = stale_by_company(cast, provider, password=False)
    SocialAccount.objects.update(provider="dingtalk")
    settings.SOCIALACCOUNT_PROVIDERS = sso.providers('[{"kind": "dingtalk", "client_id": "c", "secret": "s"}]')
    page = client.get("/accounts/reauthenticate/", {"next": "/"}).content.decode()
    assert "set up a passkey" in page and "/accounts/dingtalk/" not in page


def test_who_signs_in_by_the_company_proves_it_there_and_what_was_sent_is_kept(cast: Cast, provider: Provider) -> None:
    client = stale_by_company(cast, provider, password=False)
    address = cast.address("owner", "share-add", pk=cast.product.pk)
    asked = client.post(address, {"to_organisation": cast.organisation("stranger").slug})
    page = client.get(asked.url).content.decode()
    form = unescape(re.search(r'action="(/accounts/oidc/acme/login/[^"]+)"', page)[1])
    back = sign_in(client, form)
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")
    assert "What you entered was kept" in client.get(back.url).content.decode()
    before = Share.objects.everything(reason="a test counts").count()
    assert client.post("/accounts/reauthenticate/", {"next": address}).url == address
    assert Share.objects.everything(reason="a test counts").count() == before + 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        ('{"kind": "oidc"}', "list of objects"),
        ('[{"kind": "magic"}]', "not one of"),
        ('[{"kind": "oidc", "id": "a"}]', "lacks name, client_id, secret, server_url"),
        (
            '[{"kind": "oidc", "id": "a", "name": "A", "client_id": "c", "secret": "s", "server_url": "http://a.test"}]',
            "https://",
        ),
        (json.dumps([{"kind": "feishu", "client_id": "c", "secret": "s"}] * 2), "twice"),
    ],
)
def test_what_is_wrong_with_the_configuration_is_said_at_the_start(text: str, why: str) -> None:
    with pytest.raises(sso.LocalError, match=why):
        sso.providers(text)


def test_the_chinese_platforms_are_offered_where_they_are_set_up(db: None, settings: Any) -> None:
    kinds = [{"kind": kind, "client_id": "c", "secret": "s"} for kind in ("dingtalk", "feishu", "weixin")]
    settings.SOCIALACCOUNT_PROVIDERS = sso.providers(json.dumps(kinds))
    page = Client().get("/accounts/login/", {"lang": "en"}).content.decode()
    assert [name for name in ("DingTalk", "Feishu", "Weixin") if name in page] == ["DingTalk", "Feishu", "Weixin"]
    going = Client().post("/accounts/dingtalk/login/").content.decode()
    assert "https://login.dingtalk.com/oauth2/auth" in going
