"""P2.single: one claim against the national list, as a person at a form or a line of an order asks it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from time import perf_counter
from typing import Any

from rapidfuzz import fuzz, process

from apps.claims.codes import Match
from apps.claims.matching import Claimed, Listed, match
from apps.registry.bundled import attachments
from apps.registry.names import holder_key
from apps.registry.numbers import number_key
from apps.registry.parsing.csv_file import parse
from bench.row import PER_SECOND, Sides, row

MICROSECONDS = PER_SECOND["µs"]
CANDIDATES = 50
# The peer is slow and its time differs little between claims: it is asked this many of them.
ASKED_OF_PEER = 60
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
AGREES = frozenset({Match.MATCH, Match.MATCH_DIFF})
BORROWED = frozenset({Match.MISMATCH})
UNLISTED = frozenset({Match.NOT_LISTED, Match.NOT_CHECKABLE})
ANOTHER_KIND = frozenset({Match.NOT_CHECKABLE})


@dataclass(frozen=True)
class Case:
    """A claim and the verdicts that are right for it."""

    claimed: Claimed
    right: frozenset[Match]


@row(
    "P2.single",
    what=f"one claim (number, name, holder) against 1,397 rows; peer: nomenklatura logic-v2 over {CANDIDATES} "
    "candidates found for it beforehand; floor: fold the number, look it up in a dictionary",
    unit="µs",
    target_peer=2500,
    target_floor=8,
)
def single_check() -> Iterator[Sides]:
    """The list in memory, claims of every kind made from it; ours must judge each rightly before it is timed."""
    listed = national_list()
    by_key: dict[str, list[Listed]] = {}
    for entry in listed:
        by_key.setdefault(entry.number_key, []).append(entry)

    def verdict(claimed: Claimed) -> Match:
        return match(claimed, by_key.get(number_key(claimed.number), ())).match

    def probe(claimed: Claimed) -> object:
        return by_key.get(number_key(claimed.number))

    cases = cases_of(listed)
    wrong = [case for case in cases if verdict(case.claimed) not in case.right]
    if wrong:
        raise AssertionError(f"{len(wrong)} of {len(cases)} claims are judged wrongly, the first: {wrong[0]}")
    claims = [case.claimed for case in cases]
    asked = claims[:: len(claims) // ASKED_OF_PEER]
    ours, floor = timed(verdict, claims), timed(probe, claims)
    try:
        score = scorer(asked, listed)
    except ImportError as missing:
        yield Sides(ours=ours, floor=floor, timed=False, missing_peer=str(missing))
    else:
        yield Sides(ours=ours, peer=timed(score, asked), floor=floor, timed=False)


def timed(judge: Callable[[Claimed], object], claims: Sequence[Claimed]) -> Callable[[], float]:
    """A side that judges every claim once and gives the microseconds of one."""

    def side() -> float:
        started = perf_counter()
        for claimed in claims:
            judge(claimed)
        return (perf_counter() - started) * MICROSECONDS / len(claims)

    return side


def national_list() -> list[Listed]:
    """The bundled rows as the matcher takes them."""
    contents = [found.content for attachment in attachments() for found in parse(attachment.content()).rows]
    return [
        Listed(
            table=content.table,
            number=content.number,
            number_key=content.number_key,
            name=content.name,
            holder=content.holder,
            province=content.province,
            scope=content.scope,
            sequence=content.sequence,
        )
        for content in contents
    ]


def cases_of(listed: Sequence[Listed]) -> list[Case]:
    """For each row: its own claim in one of four writings, its number borrowed by another firm, its number altered."""
    known = {entry.number_key for entry in listed}
    spellings: tuple[Callable[[str], str], ...] = (
        lambda text: text,
        lambda text: text.translate(FULL_WIDTH),
        lambda text: text.upper().replace("-", "—"),
        lambda text: " ".join((text[:9], text[9:])),
    )
    cases: list[Case] = []
    for place, entry in enumerate(listed):
        number = spellings[place % len(spellings)](entry.number)
        own = Claimed(number=number, kind=entry.table, model_name=entry.name, holder=entry.holder)
        other = listed[place * 7 % len(listed)].holder
        altered = next(n for n in (entry.number[:-1] + c for c in "9753x") if number_key(n) not in known)
        cases += [Case(own, AGREES), Case(replace(own, number=altered), UNLISTED)]
        if holder_key(other) not in {holder_key(entry.holder), holder_key(entry.name)}:
            cases.append(Case(replace(own, holder=other), BORROWED))
    foreign = ("网信算备110108823483901230031号", "沪ICP备12345678号-1", "91110000802100433B", "certificate")
    return cases + [Case(Claimed(number=text), ANOTHER_KIND) for text in foreign]


def scorer(asked: Sequence[Claimed], listed: Sequence[Listed]) -> Callable[[Claimed], object]:
    """The peer, its candidates found beforehand; as in its service they become entities for each question anew.

    Raises ImportError where it is not installed.
    """
    algorithm: Any = import_module("nomenklatura.matching").get_algorithm("logic-v2")
    config: Any = import_module("nomenklatura.matching.types").ScoringConfig.defaults()
    entity: Any = import_module("followthemoney").EntityProxy

    def company(identifier: str, number: str, name: str, holder: str) -> object:
        said = {"name": [holder], "alias": [name], "registrationNumber": [number], "country": ["cn"]}
        return entity.from_dict({"id": identifier, "schema": "Company", "properties": said})

    texts = [" ".join((entry.number, entry.name, entry.holder)) for entry in listed]
    ready: dict[Claimed, list[tuple[str, Listed]]] = {}
    for claimed in asked:
        text = " ".join((claimed.number, claimed.model_name, claimed.holder))
        found = process.extract(text, texts, scorer=fuzz.ratio, limit=CANDIDATES)
        ready[claimed] = [(f"row-{place}", listed[place]) for _, _, place in found]

    def best(claimed: Claimed) -> float:
        query = company("claim", claimed.number, claimed.model_name, claimed.holder)
        candidates = (company(name, entry.number, entry.name, entry.holder) for name, entry in ready[claimed])
        return max(float(algorithm.compare(query, candidate, config).score) for candidate in candidates)

    return best
