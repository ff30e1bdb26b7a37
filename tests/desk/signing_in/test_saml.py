"""Company sign-in by SAML: a signed answer to what we asked opens an account, and nothing else does."""

import base64
import json
import re
import zlib
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.test import Client
from lxml import etree

from portal import sso
from tests.desk.signing_in.conftest import Person

utils = pytest.importorskip("onelogin.saml2.utils", reason="SAML needs requirements-saml.txt")

HOST = "portal.example.test"
BASE = f"http://{HOST}/accounts/saml/acme"
IDP = "https://idp.example.test/metadata"

ANSWER = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
 ID="_r1" Version="2.0" IssueInstant="{now}" Destination="{acs}" InResponseTo="{asked}">
<saml:Issuer>{idp}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
{assertion}</samlp:Response>"""
ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
 ID="_a1" Version="2.0" IssueInstant="{now}">
<saml:Issuer>{idp}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">u-42</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{later}" Recipient="{acs}" InResponseTo="{asked}"/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{earlier}" NotOnOrAfter="{later}">
<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}"><saml:AuthnContext><saml:AuthnContextClassRef>
urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>
<saml:Attribute Name="email"><saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute>
</saml:AttributeStatement></saml:Assertion>"""


class Company:
    """An identity provider: its key, and the answers it signs."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.test")]), datetime.now(UTC)
        begins, ends = now - timedelta(days=1), now + timedelta(days=9)
        built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        built = built.serial_number(1).not_valid_before(begins).not_valid_after(ends)
        self.certificate = built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
        self.key = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()

    def configured(self) -> dict[str, Any]:
        """As an operator sets the company up."""
        facts = {"kind": "saml", "id": "acme", "name": "Acme", "entity_id": IDP, "x509cert": self.certificate}
        trusted = {"trusted_email_domains": ["example.test"], "emails_verified": True}
        return sso.providers(json.dumps([{**facts, **trusted, "sso_url": "https://idp.example.test/sso"}]))

    def sign(self, text: str) -> str:
        signed = utils.OneLogin_Saml2_Utils.add_sign(text, self.key, self.certificate).decode()
        return re.sub(r"^<\?xml[^>]*\?>", "", signed)

    def answer(self, asked: str, email: str, *, signed: str = "assertion", audience: str = f"{BASE}/metadata/") -> str:
        """The answer to a question, as the browser is to bring it."""
        now = datetime.now(UTC)
        moments = {"now": now, "earlier": now - timedelta(minutes=1), "later": now + timedelta(minutes=5)}
        said = {name: moment.strftime("%Y-%m-%dT%H:%M:%SZ") for name, moment in moments.items()}
        said |= {"acs": f"{BASE}/acs/", "asked": asked, "idp": IDP, "email": email, "audience": audience}
        assertion = ASSERTION.format(**said)
        if signed == "assertion":
            assertion = self.sign(assertion)
        whole = ANSWER.format(assertion=assertion, **said)
        if signed == "answer":
            whole = self.sign(whole)
        return base64.b64encode(etree.tostring(etree.fromstring(whole))).decode()


@pytest.fixture
def company(settings: Any) -> Company:
    found = Company()
    settings.SOCIALACCOUNT_PROVIDERS = found.configured()
    settings.ALLOWED_HOSTS = [HOST]
    return found


def ask(client: Client) -> str:
    """Begin at the sign-in page; gives the number of the question."""
    going = client.post("/accounts/saml/acme/login/")
    to = unescape(re.search(r'content="0;url=([^"]+)"', going.content.decode())[1])
    sent = parse_qs(urlsplit(to).query)["SAMLRequest"][0]
    return str(etree.fromstring(zlib.decompress(base64.b64decode(sent), -15)).get("ID"))


def bring(client: Client, answer: str) -> Any:
    return client.post("/accounts/saml/acme/acs/", {"SAMLResponse": answer}, follow=True)


def is_in(client: Client) -> bool:
    return client.get("/accounts/security/").status_code == 200


def test_a_signed_answer_to_our_question_opens_the_account(person: Person, company: Company) -> None:
    client = Client(HTTP_HOST=HOST)
    bring(client, company.answer(ask(client), person.email))
    assert is_in(client)


def test_an_answer_is_taken_once(person: Person, company: Company) -> None:
    client = Client(HTTP_HOST=HOST)
    answer = company.answer(ask(client), person.email)
    bring(client, answer)
    client.post("/accounts/logout/")
    bring(client, answer)
    assert not is_in(client)


@pytest.mark.parametrize("signed", ["nothing", "answer"])
def test_an_answer_whose_assertion_nobody_signed_opens_nothing(person: Person, company: Company, signed: str) -> None:
    client = Client(HTTP_HOST=HOST)
    assert bring(client, company.answer(ask(client), person.email, signed=signed)).status_code == 401
    assert not is_in(client)


def test_an_answer_that_somebody_else_signed_opens_nothing(person: Person, company: Company) -> None:
    client = Client(HTTP_HOST=HOST)
    assert bring(client, Company().answer(ask(client), person.email)).status_code == 401
    assert not is_in(client)


def test_an_answer_for_another_portal_opens_nothing(person: Person, company: Company) -> None:
    client = Client(HTTP_HOST=HOST)
    answer = company.answer(ask(client), person.email, audience="https://elsewhere.test/metadata/")
    assert bring(client, answer).status_code == 401
    assert not is_in(client)


def test_an_answer_to_no_question_of_ours_opens_nothing(person: Person, company: Company) -> None:
    client = Client(HTTP_HOST=HOST)
    ask(client)
    bring(client, company.answer("_made_up", person.email))
    assert not is_in(client)


def test_an_answer_in_another_browser_than_the_question_opens_nothing(person: Person, company: Company) -> None:
    answer = company.answer(ask(Client(HTTP_HOST=HOST)), person.email)
    client = Client(HTTP_HOST=HOST)
    bring(client, answer)
    assert not is_in(client)


def test_nobody_leaves_whole_files_where_answers_come_in(person: Person, company: Company) -> None:
    client = Client(HTTP_HOST=HOST)
    assert bring(client, "A" * 300_000).status_code == 413
    assert client.post("/accounts/saml/nobody/acs/", {"SAMLResponse": "A"}).status_code == 404


def test_what_the_company_needs_to_know_of_us_is_published(db: None, company: Company) -> None:
    page = Client(HTTP_HOST=HOST).get("/accounts/saml/acme/metadata/").content.decode()
    assert f'Location="{BASE}/acs/"' in page
