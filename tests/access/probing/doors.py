"""What can be asked for: every route with its methods, the rows it takes, and what is sent to it."""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, resolve, reverse
from drf_spectacular.generators import SchemaGenerator

from tests.access.addresses import addresses
from tests.access.bodies import BODIES
from tests.access.probing.marks import kind_of, marks_in
from tests.access.table import lines
from tests.access.world import ROWS, World

# What people type into the address of any page, whether it reads it or not.
USUAL_QUERY = ("page", "text", "q", "ordering")


# How the routes of django-allauth begin.
ACCOUNTS = (
    "account_",
    "mfa_",
    "socialaccount_",
    "usersessions_",
    "saml_",
    "openid_",
    "dingtalk_",
    "feishu_",
    "weixin_",
)


@dataclass(slots=True)
class Door:
    """A route: whether it lies under an organisation, what it takes, the kinds of row its key may be of."""

    name: str
    of_organisation: bool
    methods: frozenset[str]
    kinds: set[str] = field(default_factory=set)
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def is_of_accounts(self) -> bool:
        """Whether it is about signing in: nothing of an organisation lies behind it."""
        return not self.is_api and self.name.startswith(ACCOUNTS)

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api-")

    def path(self, slug: str, key: int | None = None, query: str = "") -> str:
        """The address; `key` in the place of the row's."""
        arguments = dict(self.arguments)
        if self.of_organisation:
            arguments["organisation"] = slug
        if key is not None:
            arguments["pk"] = key
        path = reverse(self.name, kwargs=arguments)
        return f"{path}?{query}" if query else path


def doors(world: World, kinds: Mapping[int, str]) -> dict[str, Door]:
    """Every route of the resolver; which rows it takes is read from the table of access."""
    found = {a.name: Door(a.name, a.of_organisation, a.methods) for a in addresses()}
    for line in lines():
        door = found[line.route]
        arguments = ROWS[line.row](world)
        door.arguments = arguments
        if "pk" in arguments and (kind := kind_of(arguments["pk"], kinds)):
            door.kinds.add(kind)
    return found


def body_for(name: str, world: World, person: str) -> dict[str, Any]:
    """What is complete and right to send as somebody of the small world; {} where nothing is."""
    return dict(BODIES[name](world, person)) if name in BODIES else {}


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a body that names a row by its key."""

    path: tuple[str | int, ...]
    kind: str
    text: bool


def references(body: Any, kinds: Mapping[int, str], path: tuple[str | int, ...] = ()) -> Iterator[Reference]:
    """Every place in a body where the key of a row stands."""
    if isinstance(body, Mapping):
        for name, value in body.items():
            yield from references(value, kinds, (*path, name))
    elif isinstance(body, list | tuple):
        for place, value in enumerate(body):
            yield from references(value, kinds, (*path, place))
    elif not isinstance(body, bool) and str(body).isdigit() and (kind := kind_of(int(body), kinds)):
        yield Reference(path, kind, isinstance(body, str))


def with_reference(body: Any, reference: Reference, key: int) -> Any:
    """The body with another key in one place."""
    value: Any = str(key) if reference.text else key
    return _replaced(body, reference.path, value)


def _replaced(body: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    first, *rest = path
    if isinstance(body, Mapping):
        return {name: _replaced(part, tuple(rest), value) if name == first else part for name, part in body.items()}
    return [_replaced(part, tuple(rest), value) if place == first else part for place, part in enumerate(body)]


def with_words(body: Any, words: Mapping[str, str]) -> Any:
    """The body with words exchanged in every text, files included."""
    if isinstance(body, Mapping):
        return {name: with_words(part, words) for name, part in body.items()}
    if isinstance(body, list | tuple):
        return [with_words(part, words) for part in body]
    if isinstance(body, SimpleUploadedFile):
        body.seek(0)
        return body
    if isinstance(body, str):
        for word, other in words.items():
            body = body.replace(word, other)
    return body


@cache
def queries() -> dict[str, frozenset[str]]:
    """What each page or operation reads behind the question mark, by its source and by the API's description."""
    found: dict[str, frozenset[str]] = {}
    described = dict(_described())
    for name, callback in _callbacks(get_resolver().url_patterns):
        view = getattr(callback, "view_class", None) or getattr(callback, "cls", None) or callback
        read = {word for cls in getattr(view, "__mro__", (view,)) for word in _read_by(inspect.getmodule(cls))}
        found[name] = frozenset(read | set(USUAL_QUERY) | described.get(name, set()))
    return found


@cache
def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """Every operation of the API's description, by the name of its route and its method."""
    described: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    found = {}
    for path, methods in described["paths"].items():
        sample = re.sub(r"\{(\w+)\}", lambda m: "1" if m[1] in ("id", "index", "number", "pk") else "a", path)
        for method, operation in methods.items():
            found[str(resolve(sample).url_name), method.upper()] = operation
    return found


def _described() -> Iterator[tuple[str, set[str]]]:
    for (name, method), operation in operations().items():
        if method == "GET":
            yield name, {p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"}


def _callbacks(patterns: Any) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _callbacks(pattern.url_patterns)
        else:
            yield pattern.name, pattern.callback


@cache
def _read_by(module: Any) -> frozenset[str]:
    if module is None or not module.__name__.startswith(("apps.", "portal.")):
        return frozenset()
    return frozenset(_names(module, ast.parse(inspect.getsource(module))))


def _names(module: Any, tree: ast.Module) -> Iterator[str]:
    """The texts given to `.GET.get(…)`, `.GET[…]`, `query_params…`, and the fields of forms made of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and any(map(_is_query, ast.walk(node))):
            yield from getattr(getattr(module, node.func.id, None), "base_fields", ())
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_query(node.func.value):
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
        elif isinstance(node, ast.Subscript) and _is_query(node.value) and isinstance(node.slice, ast.Constant):
            yield str(node.slice.value)


def _is_query(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("GET", "query_params")


def marks_of(body: Any) -> Iterator[str]:
    """The marks a body names."""
    if isinstance(body, Mapping):
        for part in body.values():
            yield from marks_of(part)
    elif isinstance(body, list | tuple):
        for part in body:
            yield from marks_of(part)
    elif isinstance(body, int | str):
        yield from marks_in(str(body))
