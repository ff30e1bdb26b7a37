"""The made-up organisations of the demo."""

import pytest

from apps.accounts.identifiers import checked
from portal.demo_people import NO_ISSUER, NO_REGION, WAITS, identify, made_up_number
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("country", ["CN", "NL", "SG"])
def test_a_made_up_number_passes_the_checks_and_can_be_nobodys(country: str) -> None:
    for scheme, value in made_up_number(factories.organisation(country=country)).items():
        assert checked(scheme, country, value) == value
        assert value[2:8] == NO_REGION if scheme == "uscc" else value.startswith(NO_ISSUER)


def test_one_organisation_waits_for_the_operator() -> None:
    waiting, other = factories.organisation(slug=WAITS), factories.organisation()
    for organisation in (waiting, other):
        identify(organisation)
    assert (waiting.state, other.state) == ("unverified", "verified")
