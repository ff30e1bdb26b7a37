"""The standard clauses: who answers for what, whoever the parties are, and words in both languages."""

import re
from itertools import combinations

import pytest

from apps.contracts.standard import CLAUSES, ROLES, TEMPLATES, StandardClause, letters

# Never said of our own verdicts.
FORBIDDEN = re.compile(r"complian|certifi|\bvalid|approv|\bsafe|合规|认证|有效|批准|安全", re.IGNORECASE)
EVERY_SET = [set(some) for n in range(2, len(ROLES) + 1) for some in combinations(ROLES, n)]


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.number)
@pytest.mark.parametrize("roles", EVERY_SET, ids=lambda roles: "-".join(sorted(roles)))
def test_one_party_is_accountable_and_somebody_responsible_whoever_the_parties_are(
    clause: StandardClause, roles: set[str]
) -> None:
    given = letters(clause, roles)
    assert set(given) == roles
    assert [role for role, said in given.items() if "A" in said] == [next(r for r in clause.accountable if r in roles)]
    assert [role for role, said in given.items() if "R" in said]
    assert all(said for said in given.values())


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.number)
def test_every_order_of_roles_names_every_role(clause: StandardClause) -> None:
    assert set(clause.accountable) == set(clause.responsible) == set(ROLES)


def test_the_supplier_gives_notice_and_the_buyer_answers_for_the_check_before_ordering() -> None:
    by_number = {clause.number: clause for clause in CLAUSES}
    assert letters(by_number["2"], {"supplier", "buyer"}) == {"supplier": "RA", "buyer": "I"}
    assert letters(by_number["3"], {"supplier", "buyer"}) == {"supplier": "C", "buyer": "RA"}
    assert letters(by_number["3"], {"supplier", "reseller", "buyer"}) == {
        "supplier": "C",
        "reseller": "R",
        "buyer": "A",
    }
    assert letters(by_number["5"], set(ROLES)) == {"supplier": "C", "reseller": "RA", "buyer": "C", "integrator": "I"}


def test_only_the_notice_has_a_clock_and_its_days_stand_in_its_text() -> None:
    (clause,) = [clause for clause in CLAUSES if clause.trigger]
    assert (clause.number, clause.trigger, clause.days) == ("2", "verdict_changed", 3)
    assert "3 calendar days" in clause.text
    assert "3个日历日" in clause.text_zh


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.number)
def test_the_words_are_there_in_both_languages_and_promise_nothing(clause: StandardClause) -> None:
    assert not re.search("[\u4e00-\u9fff]", clause.title + clause.text)
    assert re.search("[\u4e00-\u9fff]", clause.title_zh)
    assert clause.text_zh.endswith("。")
    assert clause.text.endswith(".")
    assert not FORBIDDEN.search(clause.title + clause.text + clause.title_zh + clause.text_zh)


def test_the_numbers_of_a_template_are_used_once() -> None:
    for clauses in TEMPLATES.values():
        assert len({clause.number for clause in clauses}) == len(clauses)
