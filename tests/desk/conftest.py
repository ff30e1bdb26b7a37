"""The cast of the pages: an owner, a partner with a share, a stranger while somebody else holds one, a mere viewer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts import queries as accounts
from apps.accounts.models import Organisation, User
from apps.catalogue.models import Product, Version
from apps.kernel.actor import Actor
from tests import factories

# Rows of the first edition of the national list.
LISTED = "Beijing-ChatGLM-20230821"
LISTED_HOLDER = "北京智谱华章科技有限公司"


@dataclass
class Cast:
    """Who may ask for what; each person's own organisation is where the person asks."""

    people: dict[str, Actor]
    product: Product
    version: Version
    other_version: Version
    clients: dict[str, Client] = field(default_factory=dict)

    def organisation(self, person: str) -> Organisation:
        return accounts.organisation_by_id(self.people[person].acts_for)

    def client(self, person: str) -> Client:
        if person not in self.clients:
            self.clients[person] = Client()
            if person in self.people:
                self.clients[person].force_login(User.objects.get(pk=self.people[person].user_id))
        return self.clients[person]

    def address(self, person: str, name: str, **arguments: Any) -> str:
        return reverse(name, kwargs={"organisation": self.organisation(person).slug, **arguments})

    def get(self, person: str, name: str, query: dict[str, Any] | None = None, **arguments: Any) -> Any:
        return self.client(person).get(self.address(person, name, **arguments), query or {})

    def post(self, person: str, name: str, body: dict[str, Any] | None = None, **arguments: Any) -> Any:
        return self.client(person).post(self.address(person, name, **arguments), body or {})


@pytest.fixture
def cast(db: None) -> Cast:
    """A supplier's product with two versions, shared with the partner; the stranger was given another product."""
    supplier = factories.organisation("supplier", legal_name=LISTED_HOLDER)
    owner, viewer = factories.member(supplier), factories.member(supplier, "viewer")
    partner_organisation, stranger_organisation = factories.organisation("buyer"), factories.organisation("buyer")
    partner, stranger = factories.member(partner_organisation), factories.member(stranger_organisation)
    product = factories.product(owner, code="K21-A", name="Kiosk", name_zh="自助终端")
    version = factories.version(owner, product)
    other = factories.version(owner, product, firmware="3.5.0", ai_software="1.10.0")
    factories.share(owner, product, partner_organisation, ("status", "certificate"))
    factories.share(owner, factories.product(owner, code="S55"), stranger_organisation)
    people = {"owner": owner, "viewer": viewer, "partner": partner, "stranger": stranger}
    return Cast(people, product, version, other)


@pytest.fixture
def listed(db: None) -> None:
    """The first edition of the national list."""
    factories.national_list(upto=1)


@pytest.fixture
def reading() -> Callable[[Any], str]:
    """A response's text with runs of blanks made one, as a reader sees it."""
    return lambda response: " ".join(response.content.decode().split())
