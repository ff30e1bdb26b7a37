"""Who may call a service."""

import pytest

from apps.accounts.services.keys import create_api_key
from apps.kernel.actor import NotAllowed, system
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_service_refuses_an_actor_without_the_verb() -> None:
    organisation = factories.organisation()
    viewer = factories.member(organisation, "viewer")
    with pytest.raises(NotAllowed):
        create_api_key(actor=viewer, organisation=organisation, name="erp", scopes=["lists:read"])


def test_a_service_refuses_the_row_of_another_organisation() -> None:
    admin = factories.member(factories.organisation())
    with pytest.raises(NotAllowed):
        create_api_key(actor=admin, organisation=factories.organisation(), name="erp", scopes=["lists:read"])


def test_a_service_refuses_to_run_without_an_actor() -> None:
    with pytest.raises(TypeError):
        create_api_key(organisation=factories.organisation(), name="erp", scopes=["lists:read"])  # the actor is missing


def test_the_system_must_say_why_it_acts() -> None:
    with pytest.raises(ValueError, match="why"):
        system(reason="")
