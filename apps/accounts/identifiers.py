"""By which official numbers an organisation is known, country by country, and what is wrong with one as typed."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from stdnum import exceptions, lei
from stdnum.cn import uscc
from stdnum.iso7064 import mod_97_10
from stdnum.util import get_cc_module


class Scheme(StrEnum):
    USCC = "uscc"
    LEI = "lei"
    VAT = "vat"
    DUNS = "duns"
    REGISTER = "register"


class Fault(StrEnum):
    """What can be wrong with an identifier."""

    UNKNOWN_SCHEME = "IDENTIFIER-SCHEME"
    LENGTH = "IDENTIFIER-LENGTH"
    CHARACTER = "IDENTIFIER-CHARACTER"
    CHECK = "IDENTIFIER-CHECK"
    FORM = "IDENTIFIER-FORM"


@dataclass(eq=False)
class IdentifierFault(ValueError):
    """A number that can't be right. `position` counts from 1; what does not apply is empty.

    CHECK says which check character would go with the others (`expected`): either it or one of them is mistyped.
    """

    fault: Fault
    scheme: str
    length: int = 0
    needed: str = ""
    position: int = 0
    found: str = ""
    expected: str = ""


class NumberChecks(Protocol):
    """A module of the library that knows one kind of number."""

    def validate(self, number: str) -> str: ...


# Greece writes EL before its numbers.
PREFIXES = {"GR": "EL"}
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH, LEI_LENGTH, DUNS_LENGTH = 18, 20, 9
LONGEST_REGISTER = 60


def vat_module(country: str) -> NumberChecks | None:
    """What checks a country's VAT or tax number, where the library knows it."""
    return get_cc_module(country, "vat") if len(country) == 2 else None


def schemes_for(country: str) -> tuple[Scheme, ...]:
    """The schemes an organisation of a country may be known by, the usual one first."""
    if country == "CN":
        return (Scheme.USCC, Scheme.LEI, Scheme.DUNS)
    others = (Scheme.LEI, Scheme.DUNS, Scheme.REGISTER)
    return (Scheme.VAT, *others) if vat_module(country) else others


def required(country: str) -> Scheme | None:
    """The scheme an organisation of a country must give; elsewhere one of several is enough."""
    return Scheme.USCC if country == "CN" else None


def compact(value: str) -> str:
    """The number in capitals, full-width signs made narrow, without blanks, dashes, dots and slashes."""
    narrow = unicodedata.normalize("NFKC", value).upper()
    return "".join(c for c in narrow if not c.isspace() and c not in "-.·/–—‐")


def checked(scheme: str, country: str, value: str) -> str:
    """The number as it is kept; raises IdentifierFault, which says what is wrong with it and where."""
    if scheme not in schemes_for(country):
        raise IdentifierFault(Fault.UNKNOWN_SCHEME, scheme)
    if scheme == Scheme.REGISTER:
        return _register(value)
    if scheme == Scheme.VAT:
        return _vat(country, value)
    return {Scheme.USCC: _uscc, Scheme.LEI: _lei, Scheme.DUNS: _duns}[Scheme(scheme)](compact(value))


def _uscc(number: str) -> str:
    _need_length(Scheme.USCC, number, USCC_LENGTH)
    for position, sign in enumerate(number, 1):
        # Places 3 to 8 are the region, in digits.
        if sign not in USCC_SIGNS or (3 <= position <= 8 and not sign.isdigit()):
            raise IdentifierFault(Fault.CHARACTER, Scheme.USCC, position=position, found=sign)
    expected = uscc.calc_check_digit(number)
    if number[-1] != expected:
        raise IdentifierFault(Fault.CHECK, Scheme.USCC, position=USCC_LENGTH, found=number[-1], expected=expected)
    return number


def _lei(number: str) -> str:
    _need_length(Scheme.LEI, number, LEI_LENGTH)
    for position, sign in enumerate(number, 1):
        if not (sign.isascii() and sign.isalnum()) or (position > 18 and not sign.isdigit()):
            raise IdentifierFault(Fault.CHARACTER, Scheme.LEI, position=position, found=sign)
    try:
        return str(lei.validate(number))
    except exceptions.ValidationError:
        expected = str(mod_97_10.calc_check_digits(number[:-2]))
        raise IdentifierFault(
            Fault.CHECK, Scheme.LEI, position=LEI_LENGTH - 1, found=number[-2:], expected=expected
        ) from None


def _duns(number: str) -> str:
    _need_length(Scheme.DUNS, number, DUNS_LENGTH)
    for position, sign in enumerate(number, 1):
        if sign not in "0123456789":
            raise IdentifierFault(Fault.CHARACTER, Scheme.DUNS, position=position, found=sign)
    return number


def _vat(country: str, value: str) -> str:
    module, prefix = vat_module(country), PREFIXES.get(country, country)
    number = compact(value)
    # A Swiss number begins with the CHE that belongs to it.
    bare = number if country == "CH" else number.removeprefix(prefix)
    try:
        kept = str(module.validate(bare)) if module else bare
    except exceptions.InvalidLength:
        raise IdentifierFault(Fault.LENGTH, Scheme.VAT, length=len(bare)) from None
    except exceptions.InvalidChecksum:
        raise IdentifierFault(Fault.CHECK, Scheme.VAT) from None
    except exceptions.ValidationError:
        raise IdentifierFault(Fault.FORM, Scheme.VAT) from None
    return kept if kept.startswith(prefix) else f"{prefix}{kept}"


def _register(value: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", value).split())
    if not 2 <= len(text) <= LONGEST_REGISTER:
        raise IdentifierFault(Fault.LENGTH, Scheme.REGISTER, length=len(text), needed=f"2-{LONGEST_REGISTER}")
    return text


def _need_length(scheme: Scheme, number: str, length: int) -> None:
    if len(number) != length:
        raise IdentifierFault(Fault.LENGTH, scheme, length=len(number), needed=str(length))
