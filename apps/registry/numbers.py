"""Numbers of filings and their look-alikes: folded, told apart by shape, split, and found in running text."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from stdnum.cn import uscc

from apps.registry.folding import fold, plain, without_blanks
from apps.registry.provinces import EVERY_PREFIX, PREFIXES, place_of


class NumberKind(StrEnum):
    FILING = "filing"
    REGISTRATION = "registration"
    ALGORITHM = "algorithm"
    ICP = "icp"
    CREDIT_CODE = "credit_code"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NumberParts:
    """`<prefix>-<name>-<date><serial>`; `date` is None where the eight digits are no day of the calendar."""

    prefix: str
    name: str
    date: date | None
    serial: str


# Each province's one character before ICP.
_ICP_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# The four shapes of the national list: a day; a day and a running serial of 4 digits (once 6); a day, S, 4 digits.
_TAIL = re.compile(r"(\d{8})(\d{4}|\d{6}|[Ss]\d{4})?", re.ASCII)
_SHAPES = (
    (NumberKind.FILING, re.compile(r"[a-z]+-.+-(?:\d{8}|\d{12}|\d{14})", re.ASCII)),
    (NumberKind.REGISTRATION, re.compile(r"[a-z]+-.+-\d{8}s\d{4}", re.ASCII)),
    # 6 area + 7 subject + 2 class + 2 year + 4 serial digits; one official row has 22.
    (NumberKind.ALGORITHM, re.compile(r"网信算备\d{21,22}号?", re.ASCII)),
    (NumberKind.ICP, re.compile(rf"[{_ICP_PLACES}]icp[备证]\d{{5,12}}号?(?:-\d{{1,4}})?[a-z]?", re.ASCII)),
)

# Running text. Blanks or line breaks may stand between any two signs of a number's date and serial, around its hyphens
# and between the words of its name. After a break a serial must begin with 0, as all do so far, and no further digits
# are taken after one: a year or the next row's number may stand there.
_GAP = r"\s{0,12}"
_DAY = _GAP.join([r"[0-9]"] * 8)
_THREE = _GAP.join([r"[0-9]"] * 3)
_BEGIN = r"(?:[0-9]|\s{1,12}0)"
_IN_TEXT_TAIL = (
    rf"{_DAY}(?:{_GAP}[Ss]{_GAP}[0-9]{_GAP}{_THREE}"
    rf"|{_BEGIN}{_GAP}{_THREE}[0-9]{_GAP}[0-9]|{_BEGIN}{_GAP}{_THREE})?(?![0-9])"
)
_PLACE = rf"(?:{'|'.join(sorted(EVERY_PREFIX))}){_GAP}-"
# A place and a hyphen begin the next number, unless a date follows: some names end in a place (`…HeNan-20250123S0001`).
_NEXT = rf"(?i:{_PLACE})(?!{_GAP}{_DAY})"
_WORD = r"[A-Za-z0-9_.+&'\u2018\u2019\u00b7\u2022\u2027\u30fb]++"
_KNOWN_PREFIX = (
    rf"(?<![A-Za-z0-9])(?i:{_PLACE}){_GAP}{_WORD}"
    rf"(?:(?:{_GAP}-{_GAP}|\s{{1,12}})(?!{_NEXT}){_WORD}){{0,16}}?{_GAP}-{_GAP}{_IN_TEXT_TAIL}"
)
# Before a prefix that is no place's spelling (one row has such a one) only line breaks may interrupt the number.
_BREAK = r"(?:[^\S\n]{0,2}\n[^\S\n]{0,2})?"
_OTHER_PREFIX = (
    rf"(?<![A-Za-z0-9-])[A-Za-z]{{2,20}}-{_BREAK}{_WORD}"
    rf"(?:-{_BREAK}(?!{_NEXT}){_WORD}){{0,3}}?{_BREAK}-{_BREAK}{_IN_TEXT_TAIL}"
)
_ALGORITHM = rf"网{_GAP}信{_GAP}算{_GAP}备{_GAP}(?:[0-9]{{22}}|{_GAP.join(['[0-9]'] * 21)})(?![0-9])(?:{_GAP}号)?"
_ICP = rf"[{_ICP_PLACES}]{_GAP}(?i:icp){_GAP}[备证]{_GAP}[0-9]{{5,12}}(?:{_GAP}号(?:-[0-9]{{1,4}})?)?"
_CREDIT = r"(?<![0-9A-Za-z])(?P<credit>[0-9A-Z]{18})(?![0-9A-Za-z])"
_IN_TEXT = re.compile("|".join([_KNOWN_PREFIX, _OTHER_PREFIX, _ALGORITHM, _ICP, _CREDIT]))


def number_key(text: str) -> str:
    """The folded form numbers are looked up by: NFKC, every dash a `-`, no blanks, case-folded."""
    return fold(text)


def classify(text: str) -> NumberKind:
    """The kind of number the whole text has the shape of; the shape alone says nothing about any list."""
    key = number_key(text)
    for kind, shape in _SHAPES:
        if shape.fullmatch(key):
            return kind
    return NumberKind.CREDIT_CODE if _is_credit_code(key) else NumberKind.UNKNOWN


@lru_cache(maxsize=8192)
def parts(text: str) -> NumberParts | None:
    """A filing or registration number split at its first and last hyphen, in its own case; None for other shapes."""
    prefix, _, rest = without_blanks(text).partition("-")
    name, _, tail = rest.rpartition("-")
    ending = _TAIL.fullmatch(tail)
    if not ending or not name or not (prefix.isascii() and prefix.isalpha()):
        return None
    return NumberParts(prefix=prefix, name=name, date=_day(ending[1]), serial=ending[2] or "")


@lru_cache(maxsize=8192)
def prefix_agrees(prefix: str, province: str) -> bool | None:
    """Whether a number's prefix is a spelling of the province the row names; None when the province is unknown."""
    place = place_of(province)
    return None if place is None else fold(prefix) in PREFIXES[place]


def find_numbers(text: str) -> list[str]:
    """The numbers of any kind in running text, in order, each once, without the blanks and line breaks inside.

    A number may be wrapped over lines, as in the cells of the published tables. What is found is a proposal:
    whether it is listed is another question.
    """
    # A PDF's text layer marks a hyphen at the end of a line by one of these two.
    readable = plain(text.replace("\ufffe", "-").replace("\x02", "-"))
    found: dict[str, str] = {}
    for match in _IN_TEXT.finditer(readable):
        number = without_blanks(match[0])
        if not match["credit"] or _is_credit_code(number):
            found.setdefault(number_key(number), number)
    return list(found.values())


def _is_credit_code(key: str) -> bool:
    return len(key) == 18 and key.isascii() and uscc.is_valid(key.upper())


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
