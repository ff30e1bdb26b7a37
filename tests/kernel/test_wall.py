"""The context a transaction works in: told to PostgreSQL, gone with the transaction, put back where blocks nest."""

import pytest
from django.db import connection, transaction

from apps.accounts.models import Organisation
from apps.catalogue.models import Product
from apps.catalogue.services import products as catalogue
from apps.kernel.actor import person, system
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.wall import acting_as, acting_for, known_as
from tests import factories

TOLD = """
SELECT current_user, current_setting('hefu.organisation', true), current_setting('hefu.user', true)
"""


def told() -> tuple[str, str, str]:
    """Role, organisation and person as PostgreSQL knows them now."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        role, organisation, user = cursor.fetchone()
    return role, organisation or "", user or ""


@pytest.mark.django_db
def test_inside_a_context_the_role_of_the_web_works_for_one_organisation() -> None:
    with acting_for(7, 3):
        assert told() == ("hefu_app", "7", "3")


@pytest.mark.django_db
def test_after_a_context_everything_is_as_before() -> None:
    before = told()
    with acting_for(7, 3):
        pass
    assert told() == before


@pytest.mark.django_db
def test_a_context_within_another_gives_way_to_it_again() -> None:
    with acting_for(7, 3):
        with acting_for(8):
            assert told() == ("hefu_app", "8", "")
        assert told() == ("hefu_app", "7", "3")


@pytest.mark.django_db
def test_an_error_inside_puts_back_what_was_before() -> None:
    with acting_for(7, 3):
        with pytest.raises(ValueError, match="oops"), acting_for(8):
            raise ValueError("oops")
        assert told() == ("hefu_app", "7", "3")


@pytest.mark.django_db
def test_a_database_error_inside_puts_back_what_was_before() -> None:
    with acting_for(7, 3):
        with pytest.raises(Exception, match="division by zero"), acting_for(8), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert told() == ("hefu_app", "7", "3")


@pytest.mark.django_db(transaction=True)
def test_the_end_of_the_transaction_leaves_nothing_on_the_connection() -> None:
    before = told()
    with acting_for(7, 3):
        assert connection.in_atomic_block
    assert told() == before
    with pytest.raises(ValueError, match="oops"), acting_for(7, 3):
        raise ValueError("oops")
    assert told() == before


@pytest.mark.django_db
def test_entering_the_context_one_is_in_asks_nothing(django_assert_num_queries) -> None:
    with acting_for(7, 3), django_assert_num_queries(0), acting_for(7, 3):
        pass


@pytest.mark.django_db
def test_what_people_know_of_themselves_needs_no_change_of_context(django_assert_num_queries) -> None:
    with acting_for(7, 3), django_assert_num_queries(0), known_as(3):
        pass
    with acting_for(7, 3), known_as(4):
        assert told() == ("hefu_app", "", "4")


@pytest.mark.django_db
def test_the_system_works_as_what_its_process_is() -> None:
    before = told()
    with acting_as(system(reason="a test")):
        assert told() == before


@pytest.mark.django_db
def test_a_service_runs_behind_the_wall_of_its_actor() -> None:
    @allowed_to(Permission.PRODUCT_SEE)
    def look(*, actor: object) -> tuple[str, str, str]:
        """Say what is told."""
        return told()

    actor = factories.member(factories.organisation("supplier"))
    assert look(actor=actor) == ("hefu_app", str(actor.organisation_id), str(actor.user_id))
    alone = person(user_id=5, permissions=frozenset({Permission.PRODUCT_SEE}))
    assert look(actor=alone) == ("hefu_app", "", "5")


@pytest.mark.django_db
def test_behind_the_wall_a_query_that_asks_for_everything_gets_ones_own() -> None:
    owner, stranger = (factories.member(factories.organisation("supplier")) for _ in range(2))
    product = factories.product(owner)
    everything = Product.objects.everything(reason="a test leaves the first two walls out")
    with acting_as(stranger):
        assert not everything.all().exists()
        assert everything.all().filter(pk=product.pk).update(name="taken") == 0
    with acting_as(owner):
        assert everything.all().get() == product


@pytest.mark.django_db
def test_behind_the_wall_nobody_writes_for_another(client: object) -> None:
    owner, stranger = (factories.member(factories.organisation("supplier")) for _ in range(2))
    with (
        pytest.raises(Exception, match="row-level security"),
        acting_as(stranger),
        transaction.atomic(),
    ):
        Product.objects.create(owner_id=owner.acts_for, code="X", name="X")
    assert catalogue.add_product(actor=owner, code="X", name="X").owner_id == owner.organisation_id


@pytest.mark.django_db
def test_behind_the_wall_nobody_becomes_an_operator() -> None:
    boss, other = factories.organisation("supplier"), factories.organisation("operator")
    for actor, changed in ((boss, boss), (other, boss)):
        with pytest.raises(Exception, match="row-level security"), acting_for(actor.pk), transaction.atomic():
            Organisation.objects.filter(pk=changed.pk).update(capacities=["supplier", "operator"])
    with acting_for(other.pk):
        assert Organisation.objects.filter(pk=other.pk).update(capacities=["operator", "buyer"]) == 1
    with pytest.raises(Exception, match="row-level security"), acting_for(None, 1), transaction.atomic():
        Organisation.objects.create(slug="new", legal_name="New", country="NL", capacities=["operator"])


@pytest.mark.django_db
def test_without_an_organisation_there_are_no_tenant_rows() -> None:
    factories.product(factories.member(factories.organisation("supplier")))
    with acting_for(None, 1):
        assert Product.objects.everything(reason="a test").count() == 0
