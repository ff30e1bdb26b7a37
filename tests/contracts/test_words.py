"""The words of contracts."""

import re

from apps.contracts.models import ContractState, Letter, ObligationState, PartyRole
from apps.contracts.queries import OVERDUE
from apps.contracts.standard import ROLES, TEMPLATES, VERDICT_CHANGED
from apps.contracts.words import CONTRACT_WORDS, LETTER_NAMES, OBLIGATION_WORDS, ROLE_NAMES, TEMPLATE_NAMES

FORBIDDEN = re.compile(r"complian|certifi|\bvalid|approv|\bsafe", re.IGNORECASE)


def test_every_state_role_letter_and_template_has_its_words() -> None:
    assert set(CONTRACT_WORDS) == set(ContractState.values)
    assert set(OBLIGATION_WORDS) == {*ObligationState.values, OVERDUE}
    assert set(ROLE_NAMES) == set(PartyRole.values) == set(ROLES)
    assert set(LETTER_NAMES) == set(Letter.values)
    assert set(TEMPLATE_NAMES) == set(TEMPLATES)


def test_no_word_promises_more_than_a_state() -> None:
    for word in (*CONTRACT_WORDS.values(), *OBLIGATION_WORDS.values()):
        assert not FORBIDDEN.search(f"{word.label} {word.definition}")


def test_the_trigger_is_called_the_same_in_the_clauses_and_in_the_tables() -> None:
    assert {clause.trigger for clauses in TEMPLATES.values() for clause in clauses} == {"", VERDICT_CHANGED}
