"""Checking one number by itself: the whole text must be a number of the list, everything else is only told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from apps.claims.codes import Code, Match, reason
from apps.claims.matching import Claimed, Listed, match
from apps.claims.status import EditionFacts, Look, NumberCheck, as_read
from apps.registry.numbers import classify, find_numbers, number_key

MOST_SUGGESTIONS = 5
# Longer texts are no numbers; only their beginning is searched for some.
MOST_CHARACTERS_SEARCHED = 20_000


def check_number(
    text: str,
    *,
    holder: str,
    name: str,
    listed: Sequence[Listed],
    near: Sequence[str],
    edition: EditionFacts | None,
    look: Look,
    asked_as_of: date | None = None,
) -> NumberCheck:
    """What an edition shows for a text. `listed` are the edition's rows with the text's number key.

    A number that merely occurs in the text is offered in `found_in_text` and never counts as found.
    """
    said = text.strip()
    verdict = match(Claimed(number=said, holder=holder.strip(), model_name=name.strip()), listed)
    result, reasons = verdict.match, verdict.reasons
    if edition is None:
        result, reasons = Match.NOT_CHECKABLE, (reason(Code.NO_LIST),)
    else:
        reasons = as_read(reasons, number=said, as_of=edition.as_of, near=near)
    found: tuple[str, ...] = ()
    if verdict.chosen is None:
        key = number_key(said)
        found = tuple(n for n in find_numbers(text[:MOST_CHARACTERS_SEARCHED]) if number_key(n) != key)
    return NumberCheck(
        input=text,
        kind=classify(said),
        match=result,
        reasons=reasons,
        fields=verdict.fields,
        edition=edition,
        listed=None if edition is None or verdict.chosen is None else listed[verdict.chosen],
        near=tuple(near) if result == Match.NOT_LISTED else (),
        found_in_text=found[:MOST_SUGGESTIONS],
        asked_as_of=asked_as_of,
        last_look_at=look.last_look_at,
        bundled=look.bundled,
        list_loaded=edition is not None,
    )


@dataclass(frozen=True, slots=True)
class NumberBook:
    """One edition in memory, for many questions: its rows by number key. `edition` is None where no list is loaded."""

    edition: EditionFacts | None
    look: Look
    rows: Mapping[str, Sequence[Listed]]
    asked_as_of: date | None = None

    def check(self, text: str, *, holder: str = "", name: str = "") -> NumberCheck:
        """As `check_number`, with the rows and the near misses of this edition."""
        key = number_key(text)
        listed = self.rows.get(key, ())
        return check_number(
            text,
            holder=holder,
            name=name,
            listed=listed,
            near=() if listed else near_among(key, self.rows),
            edition=self.edition,
            look=self.look,
            asked_as_of=self.asked_as_of,
        )


def near_among(key: str, rows: Mapping[str, Sequence[Listed]]) -> tuple[str, ...]:
    """Listed numbers whose key is one character away: suggestions, never a finding."""
    if len(key) < 2:
        return ()
    found = process.extract(key, rows.keys(), scorer=Levenshtein.distance, score_cutoff=1, limit=None)
    return tuple(sorted(rows[near][0].number for near, distance, _ in found if distance == 1))
