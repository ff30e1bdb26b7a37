"""A template variable that is not there fails the test instead of leaving a hole in the page."""

from collections.abc import Iterator

import pytest
from django.template import engines
from django.template.backends.django import DjangoTemplates


class UndefinedVariable(AssertionError):
    """A template named a variable that its context does not hold."""


class Refusal(str):
    """What Django would print in the place of the variable; it raises when it is about to be."""

    __slots__ = ()

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: object) -> str:
        raise UndefinedVariable(f"The template names {variable}, which its context does not hold.")


@pytest.fixture(autouse=True, scope="session")
def undefined_variables_fail() -> Iterator[None]:
    """In force for every test of the run; imported by tests/conftest.py."""
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    engine = backend.engine
    before = engine.string_if_invalid
    engine.string_if_invalid = Refusal("undefined")
    yield
    engine.string_if_invalid = before
