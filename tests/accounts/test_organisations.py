"""Founding organisations, changing what they say, and what the operator says of them."""

import pytest

from apps.accounts import queries
from apps.accounts.models import Identifier, Membership, Organisation, User
from apps.accounts.services import organisations as services
from apps.accounts.services.organisations import change_organisation, found_organisation, judge_organisation
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.models import AuditEvent
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db

USCC = "91110000600037341L"


def someone(email: str = "lin.xia@example.test") -> Actor:
    user = User.objects.create_user(email, factories.PASSWORD, name="Lin")
    return queries.actor_of_person(user_id=user.pk)


def found(actor: Actor, **changed: object) -> Organisation:
    values: dict[str, object] = {
        "capacities": ["supplier"],
        "country": "CN",
        "legal_name": "示例显示技术有限公司",
        "english_name": "Demo Display Co., Ltd.",
        "identifiers": {"uscc": USCC},
        **changed,
    }
    return found_organisation(actor=actor, **values)


def problems(raised: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(problem.code, problem.field) for problem in raised.value.problems}


def test_who_founds_an_organisation_is_its_administrator_and_its_identity_is_not_checked() -> None:
    person = someone()
    organisation = found(person)
    membership = Membership.objects.get(organisation=organisation)
    assert (membership.user_id, membership.role, organisation.state) == (person.user_id, "admin", "unverified")
    actor = queries.actor_of(membership)
    assert [(i.scheme, i.value) for i in queries.identifiers(actor=actor)] == [("uscc", USCC)]
    assert AuditEvent.objects.filter(chain=f"organisation:{organisation.pk}", verb="organisation.founded").exists()


def test_only_a_person_founds() -> None:
    with pytest.raises(NotAllowed):
        found(factories.stranger())


def test_an_address_is_made_of_the_name_and_is_nobody_elses() -> None:
    first = found(someone())
    second = found(someone("b@example.test"), identifiers={"uscc": "91350100M000100Y43"})
    third = found(someone("c@example.test"), english_name="", country="NL", identifiers={"register": "1234"})
    assert first.slug == "demo-display-co-ltd"
    assert second.slug.startswith("demo-display-co-ltd-")
    assert third.slug.startswith("nl-")


def test_a_number_that_an_organisation_has_names_its_administrator_just_enough() -> None:
    found(someone())
    with pytest.raises(Refused) as raised:
        found(someone("b@example.test"))
    assert problems(raised) == {("O-EXISTS", "uscc")}
    assert "l…@e….test" in str(raised.value)
    assert "lin.xia" not in str(raised.value)
    assert Organisation.objects.count() == 1


def test_a_number_of_a_register_may_be_the_same_in_two_places() -> None:
    found(someone(), country="NL", identifiers={"register": "12345678"})
    found(someone("b@example.test"), country="DE", identifiers={"register": "12345678"})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"capacities": []}, {("O-CAPACITY", "capacities")}),
        ({"capacities": ["operator"]}, {("O-CAPACITY", "capacities")}),
        ({"capacities": ["supplier", "operator"]}, {("O-CAPACITY", "capacities")}),
        ({"country": "XX"}, {("O-COUNTRY", "country")}),
        ({"legal_name": " "}, {("O-NAME", "legal_name")}),
        ({"identifiers": {"uscc": " "}}, {("O-NEEDED", "uscc")}),
        ({"identifiers": {"lei": "213800KUD8LAJWSQ9D15"}}, {("O-NEEDED", "uscc")}),
        ({"country": "NL", "identifiers": {}}, {("O-NEEDED", "vat")}),
        ({"country": "US", "identifiers": {"uscc": USCC}}, {("IDENTIFIER-SCHEME", "uscc")}),
        (
            {"legal_name": "", "identifiers": {"uscc": USCC[:-1] + "M"}},
            {("O-NAME", "legal_name"), ("IDENTIFIER-CHECK", "uscc")},
        ),
    ],
)
def test_what_is_wrong_is_said_all_at_once_beside_its_field(
    changed: dict[str, object], said: set[tuple[str, str]]
) -> None:
    with pytest.raises(Refused) as raised:
        found(someone(), **changed)
    assert problems(raised) == said
    assert not Organisation.objects.exists()


def admin_of(organisation: Organisation) -> Actor:
    return queries.actor_of(Membership.objects.select_related("organisation").get(organisation=organisation))


def change(organisation: Organisation, actor: Actor, **changed: object) -> Organisation:
    values: dict[str, object] = {
        "capacities": ["supplier"],
        "country": "CN",
        "legal_name": organisation.legal_name,
        "english_name": organisation.english_name,
        "identifiers": {"uscc": USCC},
        "tells_checks": False,
        **changed,
    }
    return change_organisation(actor=actor, organisation=organisation, **values)


def test_a_changed_identity_has_to_be_checked_again_and_other_changes_do_not() -> None:
    organisation = found(someone())
    judge_organisation(
        actor=factories.SYSTEM, organisation=organisation, state="verified", reason="Register looked up."
    )
    actor = admin_of(organisation)
    assert change(organisation, actor, capacities=["supplier", "buyer"], tells_checks=True).state == "verified"
    assert change(organisation, actor, legal_name="另一家有限公司").state == "unverified"


def test_by_a_number_only_who_was_checked_is_found_and_by_the_slug_anybody() -> None:
    organisation = found(someone())
    assert queries.organisation_known_as(organisation.slug) == organisation
    with pytest.raises(Organisation.DoesNotExist):
        queries.organisation_known_as(USCC)
    operator = factories.member(factories.organisation("operator"))
    judge_organisation(actor=operator, organisation=organisation, state="verified", reason="seen")
    assert queries.organisation_known_as(f" {USCC.lower()} ") == organisation


@pytest.mark.parametrize("changed", [{"identifiers": {"uscc": USCC, "duns": "150483782"}}, {"english_name": "Other"}])
def test_a_further_number_or_another_name_is_a_changed_identity(changed: dict[str, object]) -> None:
    organisation = found(someone())
    judge_organisation(actor=factories.SYSTEM, organisation=organisation, state="verified", reason="Looked up.")
    assert change(organisation, admin_of(organisation), **changed).state == "unverified"


def test_identifiers_are_replaced_by_those_given() -> None:
    organisation = found(someone(), country="NL", identifiers={"register": "1234", "duns": "150483782"})
    actor = admin_of(organisation)
    change(organisation, actor, country="NL", identifiers={"duns": "15-048-3783", "register": ""})
    assert [(i.scheme, i.value) for i in Identifier.objects.owned_by(actor)] == [("duns", "150483783")]


def test_only_its_own_administrators_change_an_organisation() -> None:
    organisation = found(someone())
    for actor in (factories.stranger(), factories.member(organisation, "compliance")):
        with pytest.raises(NotAllowed):
            change(organisation, actor)


def test_an_operator_stays_one() -> None:
    organisation = factories.organisation("operator")
    actor = factories.member(organisation)
    changed = change(organisation, actor, capacities=["buyer"])
    assert set(changed.capacities) == {"operator", "buyer"}


def test_only_an_operators_administrator_judges_and_says_why() -> None:
    organisation, operator = found(someone()), factories.organisation("operator")
    for actor in (factories.stranger(), admin_of(organisation), factories.member(operator, "curator")):
        with pytest.raises(NotAllowed):
            judge_organisation(actor=actor, organisation=organisation, state="verified", reason="Why not.")
    judge = factories.member(operator)
    for state, reason in (("verified", " "), ("certified", "Because."), ("verified", "x" * 501)):
        with pytest.raises(Refused):
            judge_organisation(actor=judge, organisation=organisation, state=state, reason=reason)
    judged = judge_organisation(actor=judge, organisation=organisation, state="verified", reason="Register looked up.")
    assert (judged.state, judged.state_reason) == ("verified", "Register looked up.")
    assert judged.state_changed_at is not None
    event = AuditEvent.objects.get(verb="organisation.judged")
    assert (event.chain, event.actor) == (f"organisation:{organisation.pk}", f"accounts.User:{judge.user_id}")


def test_an_operator_does_not_judge_its_own() -> None:
    operator = factories.organisation("operator")
    with pytest.raises(Refused):
        judge_organisation(actor=factories.member(operator), organisation=operator, state="suspended", reason="Oops.")


def test_a_suspended_organisations_members_read_and_change_nothing() -> None:
    organisation = found(someone())
    judge_organisation(actor=factories.SYSTEM, organisation=organisation, state="suspended", reason="A test.")
    actor = admin_of(organisation)
    assert actor.may(Permission.PRODUCT_SEE)
    assert not actor.may(Permission.PRODUCT_EDIT)
    with pytest.raises(NotAllowed):
        change(organisation, actor)


def test_who_judges_sees_numbers_and_administrators_of_whom_he_judges() -> None:
    organisation = found(someone())
    judge = factories.member(factories.organisation("operator"))
    seen = queries.judged(actor=judge, slug=organisation.slug)
    assert [i.value for i in seen.identifiers] == [USCC]
    assert [user.email for user in seen.administrators] == ["lin.xia@example.test"]
    assert organisation in queries.organisations(actor=judge)
    for query in (
        lambda: queries.judged(actor=factories.stranger(), slug=organisation.slug),
        lambda: queries.organisations(actor=factories.stranger()),
    ):
        with pytest.raises(NotAllowed):
            query()


def registered(number: int) -> dict[str, object]:
    return {"country": "NL", "identifiers": {"register": f"1234567{number}"}}


def test_a_person_founds_only_a_few_organisations_in_an_hour() -> None:
    person = someone()
    for number in range(services.MOST_FOUNDED):
        found(person, **registered(number))
    with pytest.raises(Refused, match="Wait an hour") as raised:
        found(person, **registered(9))
    assert problems(raised) == {("O-OFTEN", "")}
    found(someone("another@example.test"), **registered(9))


def test_numbers_are_not_tried_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_NUMBERED", 2)
    person = someone()
    ours = found(person, **registered(0))
    actor = queries.actor_of(Membership.objects.select_related("organisation").get(organisation=ours))
    names = {"legal_name": ours.legal_name, "english_name": ours.english_name, "capacities": ours.capacities}

    def change(number: int, english_name: str = "Demo") -> Organisation:
        said = {**names, **registered(number), "english_name": english_name}
        return change_organisation(actor=actor, organisation=ours, tells_checks=False, **said)

    change(1)
    change(1, "Another name asks nothing of the numbers")
    with pytest.raises(Refused) as raised:
        change(2)
    assert problems(raised) == {("O-OFTEN", "")}
