"""Every address of the portal with the methods it takes, as Django resolves them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic.edit import ProcessFormView

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Address:
    """A route by name; `of_organisation` says that it lies under an organisation's slug."""

    name: str
    methods: frozenset[str]
    of_organisation: bool


def addresses() -> Iterator[Address]:
    """Every address; raises ValueError for one without a name."""
    yield from _below(get_resolver().url_patterns, False)


def _below(patterns: list[URLPattern | URLResolver], inside: bool) -> Iterator[Address]:
    for pattern in patterns:
        within = inside or "organisation" in pattern.pattern.converters
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, within)
        elif not pattern.name:
            raise ValueError(f"The address {pattern.pattern} has no name.")
        else:
            yield Address(pattern.name, _methods(pattern), within)


def _methods(pattern: URLPattern) -> frozenset[str]:
    """What a class takes; a function might take anything, so it is asked both ways."""
    view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
    if view is None:
        return frozenset({"GET", "POST"})
    # Django's form views answer PUT like POST, which no page of ours uses.
    taken = [m for m in METHODS if m.lower() in view.http_method_names]
    return frozenset(m for m in taken if getattr(view, m.lower(), ProcessFormView.put) is not ProcessFormView.put)
