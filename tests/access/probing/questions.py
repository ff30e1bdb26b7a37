"""What is asked at each door: for rows, under other addresses, with bodies that name rows, and by searches."""

from collections.abc import Callable, Mapping, Sequence

from tests.access.probing.asking import Answer
from tests.access.probing.cast import Asker
from tests.access.probing.doors import Door, Reference, marks_of, queries, references, with_reference, with_words
from tests.access.probing.ground import FEW, HEADS, THOROUGH, Ground
from tests.access.probing.marks import NOBODYS, Row, key_of_nothing

WRITING = ("POST", "PUT", "PATCH", "DELETE")
Body = Mapping[str, object]


def ask_for_rows(ground: Ground, door: Door) -> None:
    """Every row is there for those it is open to; for everybody else it is like one that never was."""
    for method in ("GET", *WRITING):
        if method not in door.methods:
            continue
        for asker in ground.askers(door, () if method == "GET" else HEADS):
            body = ground.body_for(door, asker) if method != "GET" else {}
            for organisation, _ in asker.seats or (("maker", ""),):
                if door.kinds:
                    _ask_for_each(ground, door, method, asker, organisation, body)
                else:
                    _ask_plainly(ground, door, method, asker, organisation, body)


def _ask_for_each(ground: Ground, door: Door, method: str, asker: Asker, organisation: str, body: Body) -> None:
    none: dict[str, Answer] = {}
    each = method == "GET" and asker in ground.askers(door, THOROUGH)
    for row in ground.rows_for(door, asker, each=each):
        if row.kind not in none:
            key = key_of_nothing(row.kind, ground.kinds)
            none[row.kind] = _ask(ground, door, method, asker, organisation, key, body)
        answer = _ask(ground, door, method, asker, organisation, row.key, body)
        if not ground.sees(asker, organisation, row):
            what = f"{asker.name}: {method} {door.name} for {row.kind} {row.key} of {row.owner}"
            ground.prober.same(what, answer, none[row.kind])


def _ask_plainly(ground: Ground, door: Door, method: str, asker: Asker, organisation: str, body: Body) -> None:
    path = door.path(ground.slug(organisation))
    ground.prober.ask(asker, method, path, body, organisation=organisation, said=marks_of(body))
    if method == "GET" and door.of_organisation and asker in ground.askers(door, FEW):
        ground.prober.ask(asker, method, f"{path}?lang=zh-Hans", organisation=organisation)
        ground.prober.ask(asker, method, path, organisation=organisation, headers={"HX-Request": "true"})


def _ask(
    ground: Ground, door: Door, method: str, asker: Asker, organisation: str, key: int | None, body: Body
) -> Answer:
    path = door.path(ground.slug(organisation), key)
    return ground.prober.ask(asker, method, path, body, organisation=organisation, said=[str(key), *marks_of(body)])


def ask_elsewhere(ground: Ground, door: Door) -> None:
    """Under the address of an organisation one is no member of there is nothing, whosever row is named."""
    if not door.of_organisation:
        return
    for asker in ground.askers(door, ("rival", "late", "nobody", "anonymous")):
        for owner in {"maker", "buyer"} - set(dict(asker.seats)):
            for method in sorted(door.methods & {"GET", "POST"}):
                body = ground.body_for(door, asker) if method == "POST" else {}
                _ask_under(ground, door, method, asker, owner, body)


def _ask_under(ground: Ground, door: Door, method: str, asker: Asker, owner: str, body: Body) -> None:
    theirs = [row for row in ground.rows(door) if row.owner == owner][:1]
    own = [row for row in ground.rows(door) if row.owner == asker.home][:1]
    keys: Sequence[int | None] = [row.key for row in (*theirs, *own)] or [
        key_of_nothing(min(door.kinds), ground.kinds) if door.kinds else None
    ]
    slug = ground.slug(owner)
    nowhere = slug.replace(slug.rpartition("-")[2], NOBODYS.lower())
    for key in keys:
        said = [slug, nowhere, str(key), *marks_of(body)]
        there = ground.prober.ask(asker, method, door.path(slug, key), body, said=said)
        none = ground.prober.ask(asker, method, door.path(nowhere, key), body, said=said)
        ground.prober.same(f"{asker.name}: {method} {door.name} under {owner}", there, none)


def name_foreign_rows(ground: Ground, door: Door) -> None:
    """A body that names a row one can't see is answered like one that names a row that is not there."""
    for method in sorted(door.methods & set(WRITING)):
        for asker in ground.askers(door, ("maker", *FEW, "reseller", "customer")):
            body = ground.body_for(door, asker)
            seen = [row.key for row in ground.rows(door) if ground.sees(asker, asker.home, row)]
            for target in seen[:2] if door.kinds else [None]:
                for reference in references(body, ground.kinds):
                    _name_rows(ground, door, method, asker, target, body, reference)
                _name_words(ground, door, method, asker, target, body)


def _name_rows(
    ground: Ground, door: Door, method: str, asker: Asker, target: int | None, body: Body, reference: Reference
) -> None:
    path = door.path(ground.slug(asker.home), target)
    nothing = key_of_nothing(reference.kind, ground.kinds)
    sent = with_reference(body, reference, nothing)
    none = ground.prober.ask(asker, method, path, sent, said=[str(nothing), *marks_of(sent)])
    for row in (r for r in ground.stock.rows if r.kind == reference.kind and not ground.sees(asker, asker.home, r)):
        sent = with_reference(body, reference, row.key)
        answer = ground.prober.ask(asker, method, path, sent, said=[str(row.key), *marks_of(sent)])
        what = f"{asker.name}: {method} {door.name} naming {row.kind} {row.key} of {row.owner}"
        ground.prober.same(what, answer, none)


def _name_words(ground: Ground, door: Door, method: str, asker: Asker, target: int | None, body: Body) -> None:
    """Where a body names a product by its code, another's code is like one that there is not."""
    path = door.path(ground.slug(asker.home), target)
    sent = with_words(body, {"W000": NOBODYS})
    if sent == with_words(body, {}):
        return
    none = ground.prober.ask(asker, method, path, sent, said=[NOBODYS])
    for name, product in ground.stock.products.items():
        if asker.home not in ground.stock.readers.of_its_name(name):
            sent = with_words(body, {"W000": product.code})
            answer = ground.prober.ask(asker, method, path, sent, said=[product.code])
            ground.prober.same(f"{asker.name}: {method} {door.name} with the code of {name}", answer, none)


def search(ground: Ground, door: Door) -> None:
    """Whatever stands behind the question mark: foreign words and keys find what nobody's find."""
    if "GET" not in door.methods or door.is_of_accounts:
        return
    for asker in ground.askers(door, ("buyer", "late")):
        seen = [row.key for row in ground.rows(door) if ground.sees(asker, asker.home, row)][:1]
        for target in seen if door.kinds else [None]:
            for name in sorted(queries()[door.name]):
                word, nobodys = _foreign_word(ground, asker, name)
                _compare(ground, door, asker, target, f"{name}={word}", f"{name}={nobodys}", [word, nobodys])


def _foreign_word(ground: Ground, asker: Asker, salt: str) -> tuple[str, str]:
    """A word or a key of others, beside one that is nobody's; another one for each name of a query."""
    entitled = ground.prober.entitled(asker, asker.home)
    foreign = sorted({secret.mark for secret in ground.stock.secrets} - entitled)
    words = [mark for mark in foreign if not mark.isdigit()]
    keys = [mark for mark in foreign if mark.isdigit()]
    start = sum(map(ord, salt))
    kinds = {str(row.key): row.kind for row in ground.stock.rows}
    word, key = words[start % len(words)], keys[start % len(keys)]
    # The other asker of the few takes the other.
    return ((word, NOBODYS), (key, str(key_of_nothing(kinds[key], ground.kinds))))[(start + len(asker.name)) % 2]


def _compare(
    ground: Ground, door: Door, asker: Asker, target: int | None, query: str, nobodys: str, said: list[str]
) -> None:
    slug = ground.slug(asker.home)
    answer = ground.prober.ask(asker, "GET", door.path(slug, target, query), said=said)
    none = ground.prober.ask(asker, "GET", door.path(slug, target, nobodys), said=said)
    ground.prober.same(f"{asker.name}: GET {door.name}?{query}", answer, none)


def ask_with_other_methods(ground: Ground, door: Door) -> None:
    """A method that a door does not take tells nothing either."""
    for method in sorted({"HEAD", "OPTIONS", *WRITING} - door.methods):
        for asker in ground.askers(door, ("rival",)):
            unseen = [row for row in ground.rows(door) if not ground.sees(asker, asker.home, row)]
            if not door.kinds:
                _ask(ground, door, method, asker, asker.home, None, {})
                continue
            for row in unseen[:1]:
                _compare_methods(ground, door, method, asker, row)


def _compare_methods(ground: Ground, door: Door, method: str, asker: Asker, row: Row) -> None:
    answer = _ask(ground, door, method, asker, asker.home, row.key, {})
    none = _ask(ground, door, method, asker, asker.home, key_of_nothing(row.kind, ground.kinds), {})
    ground.prober.same(f"{asker.name}: {method} {door.name} for {row.kind} {row.key}", answer, none)


QUESTIONS: tuple[Callable[[Ground, Door], None], ...] = (
    ask_for_rows,
    ask_elsewhere,
    name_foreign_rows,
    search,
    ask_with_other_methods,
)
