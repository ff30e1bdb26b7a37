"""Making, replacing and ending keys: nobody gives a key more than they hold, and a key ends when it should."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts import queries
from apps.accounts.models import ApiKey
from apps.accounts.roles import scopes_within
from apps.accounts.services.keys import create_api_key, revoke_api_key, rotate_api_key
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent
from apps.kernel.permissions import Permission as P
from apps.kernel.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    return factories.member(factories.organisation("supplier"))


def the_key(actor: Actor) -> ApiKey:
    return queries.api_keys(actor=actor).get()


def aged(key: ApiKey, **fields: object) -> None:
    ApiKey.rows.filter(pk=key.pk).update(**fields)


def refusal(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    return error.value.problems[0].code, error.value.problems[0].field


def test_a_key_is_kept_as_its_hash_and_found_by_its_text(admin: Actor) -> None:
    text = factories.api_key(admin)
    found = queries.presented_key(text)
    assert found is not None
    assert text not in [str(value) for value in ApiKey.rows.values_list()[0]]
    assert (found.owner_id, text.startswith(found.prefix)) == (admin.organisation_id, True)
    assert queries.actor_of_key(found).organisation_id == admin.organisation_id


def test_a_key_may_what_its_scopes_name(admin: Actor) -> None:
    found = queries.presented_key(factories.api_key(admin, ["products:read"]))
    assert found is not None
    assert queries.actor_of_key(found).permissions == {P.PRODUCT_SEE, P.KEY_USE}


def test_nobody_gives_a_key_what_they_may_not_do_themselves() -> None:
    supplier = factories.member(factories.organisation("supplier"))
    with pytest.raises(Refused) as error:
        factories.api_key(supplier, ["products:read", "po_checks:write"])
    assert refusal(error) == ("K-SCOPES-LACKED", "scopes")
    assert "po_checks:write" in str(error.value)


def test_who_sees_only_what_is_assigned_makes_no_key_that_sees_everything() -> None:
    assigned = factories.member(factories.organisation("supplier"), assigned_only=True)
    with pytest.raises(Refused) as error:
        factories.api_key(assigned, ["products:read"])
    assert refusal(error) == ("K-ASSIGNED", "scopes")


@pytest.mark.parametrize("role", ["compliance", "viewer", "procurement"])
def test_only_an_administrator_makes_replaces_and_ends_keys(admin: Actor, role: str) -> None:
    factories.api_key(admin)
    organisation = queries.organisation_by_id(admin.acts_for)
    other = factories.member(organisation, role)
    with pytest.raises(NotAllowed):
        factories.api_key(other, ["lists:read"])
    with pytest.raises(NotAllowed):
        rotate_api_key(actor=other, key=the_key(admin))
    with pytest.raises(NotAllowed):
        revoke_api_key(actor=other, key=the_key(admin))


def test_an_administrator_of_another_organisation_touches_no_key(admin: Actor) -> None:
    text = factories.api_key(admin)
    stranger = factories.stranger("supplier")
    for service in (rotate_api_key, revoke_api_key):
        with pytest.raises(NotAllowed):
            service(actor=stranger, key=the_key(admin))
    with pytest.raises(ApiKey.DoesNotExist):
        queries.api_key(actor=stranger, pk=the_key(admin).pk)
    assert queries.presented_key(text) is not None
    assert list(queries.api_keys(actor=stranger)) == []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"name": " "}, "K-NAME", "name"),
        ({"name": "x" * 81}, "K-NAME", "name"),
        ({"name": "a\x00b"}, "K-NAME", "name"),
        ({"scopes": []}, "K-SCOPES", "scopes"),
        ({"scopes": ["everything"]}, "K-SCOPES", "scopes"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "K-UNTIL", "expires"),
        ({"expires_at": timezone.now() + timedelta(days=800)}, "K-UNTIL", "expires"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(admin: Actor, fields: dict[str, object], code: str, field: str) -> None:
    organisation = queries.organisation_by_id(admin.acts_for)
    values: dict[str, object] = {"name": "till", "scopes": ["lists:read"], **fields}
    with pytest.raises(Refused) as error:
        create_api_key(actor=admin, organisation=organisation, **values)
    assert refusal(error) == (code, field)
    assert not queries.api_keys(actor=admin).exists()


def test_the_database_takes_no_key_without_scope_or_with_an_unknown_one(admin: Actor) -> None:
    factories.api_key(admin)
    for scopes in ([], ["everything"]):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiKey.rows.update(scopes=scopes)


def test_a_key_lives_a_year_unless_told_otherwise(admin: Actor) -> None:
    factories.api_key(admin)
    key = the_key(admin)
    assert timedelta(days=364) < key.expires_at - key.created_at < timedelta(days=366)


def test_a_revoked_key_is_not_found_and_revoking_it_again_changes_nothing(admin: Actor) -> None:
    text = factories.api_key(admin)
    key = the_key(admin)
    for _ in range(2):
        revoke_api_key(actor=admin, key=key)
    assert queries.presented_key(text) is None
    assert AuditEvent.objects.filter(verb="key.revoked").count() == 1


def test_a_replaced_key_works_a_day_longer_and_its_successor_may_the_same(admin: Actor) -> None:
    old_text = factories.api_key(admin, ["products:read", "claims:read"])
    before = timezone.now()
    old = the_key(admin)
    text = rotate_api_key(actor=admin, key=old)
    first, second = queries.presented_key(old_text), queries.presented_key(text)
    assert first is not None and second is not None
    assert timedelta(hours=23) < first.expires_at - before < timedelta(hours=25)
    assert (second.scopes, second.owner_id) == (first.scopes, first.owner_id)
    assert timedelta(days=364) < second.expires_at - before < timedelta(days=366)
    old.refresh_from_db()
    assert old.replaced_by_id == second.pk


def test_replacing_never_prolongs_a_key_that_ends_sooner(admin: Actor) -> None:
    text = factories.api_key(admin)
    soon = timezone.now() + timedelta(hours=1)
    aged(the_key(admin), expires_at=soon)
    rotate_api_key(actor=admin, key=the_key(admin))
    found = queries.presented_key(text)
    assert found is not None and found.expires_at == soon


@pytest.mark.parametrize("how", ["replaced", "revoked", "expired"])
def test_a_key_that_ended_is_not_replaced(admin: Actor, how: str) -> None:
    factories.api_key(admin)
    key = the_key(admin)
    if how == "replaced":
        rotate_api_key(actor=admin, key=key)
    else:
        aged(key, **{f"{how}_at".replace("expired", "expires"): timezone.now()})
    with pytest.raises(Refused) as error:
        rotate_api_key(actor=admin, key=key)
    assert refusal(error) == ("K-ENDED", "")


def test_who_replaces_a_key_gets_none_that_may_more_than_they_do(admin: Actor) -> None:
    organisation = queries.organisation_by_id(admin.acts_for)
    create_api_key(actor=factories.SYSTEM, organisation=organisation, name="old", scopes=["po_checks:read"])
    with pytest.raises(Refused) as error:
        rotate_api_key(actor=admin, key=the_key(admin))
    assert refusal(error)[0] == "K-SCOPES-LACKED"


def test_no_key_is_replaced_by_one_of_another_organisation(admin: Actor) -> None:
    factories.api_key(admin)
    other = factories.stranger("supplier")
    factories.api_key(other)
    with pytest.raises(IntegrityError, match="_owner_fk"), transaction.atomic():
        aged(the_key(admin), replaced_by=the_key(other))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_is_done_to_a_key_is_in_the_audit_of_its_organisation_and_the_key_is_not(admin: Actor) -> None:
    texts = [factories.api_key(admin)]
    key = the_key(admin)
    texts.append(rotate_api_key(actor=admin, key=key))
    revoke_api_key(actor=admin, key=key)
    events = AuditEvent.objects.filter(chain=f"organisation:{admin.organisation_id}", verb__startswith="key.")
    assert [event.verb for event in events] == ["key.created", "key.created", "key.rotated", "key.revoked"]
    assert [text for text in texts if text in str([event.detail for event in events])] == []


def test_an_actor_label_of_a_key_stands_for_it_while_it_works(admin: Actor) -> None:
    found = queries.presented_key(factories.api_key(admin, ["packs:read"]))
    assert found is not None
    actor = queries.actor_of_key(found)
    assert queries.actor_labelled(organisation_id=admin.acts_for, label=actor.label) == actor
    aged(the_key(admin), expires_at=timezone.now())
    with pytest.raises(ApiKey.DoesNotExist):
        queries.actor_labelled(organisation_id=admin.acts_for, label=actor.label)


def test_every_scope_of_the_maker_is_given_where_none_is_named(admin: Actor) -> None:
    factories.api_key(admin)
    assert the_key(admin).scopes == scopes_within(admin.permissions)
