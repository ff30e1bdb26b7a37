"""The words of purchasing."""

import re

from apps.kernel.words import ICONS
from apps.purchasing.gate import Decision
from apps.purchasing.order_files import Fault, FaultCode
from apps.purchasing.words import DECISION_WORDS, FAULTS, problem_of

FORBIDDEN = re.compile(r"complian|certifi|\bvalid|approv|\bsafe", re.IGNORECASE)
NAMES = (
    "quantity",
    "megabytes",
    "kind",
    "most",
    "english",
    "chinese",
    "first",
    "second",
    "length",
    "cells",
    "columns",
    "line",
    "other",
)
PARAMS: tuple[tuple[str, str | int], ...] = tuple((name, 7) for name in NAMES)


def test_every_decision_has_its_words_and_waived_has_too() -> None:
    assert set(DECISION_WORDS) == {*Decision, "waived"}
    for word in DECISION_WORDS.values():
        assert word.icon in ICONS.values()
        assert not FORBIDDEN.search(f"{word.label} {word.definition}")


def test_every_fault_is_a_sentence_that_says_how_to_mend_it() -> None:
    assert set(FAULTS) == set(FaultCode)
    for code in FaultCode:
        problem = problem_of(Fault(code, "line", 3, PARAMS))
        assert (problem.code, problem.field, problem.row) == (str(code), "line", 3)
        assert "%(" not in str(problem.message)
        assert re.search(r"\. [A-Z]", str(problem.message)), problem.message
