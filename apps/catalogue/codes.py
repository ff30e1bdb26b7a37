"""Codes on boxes: eight characters nobody confuses, and one that catches a slip of the pen."""

from collections.abc import Callable

from stdnum import luhn

# Crockford's: no I, L, O or U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
CONFUSED = str.maketrans("ILO", "110", " -")


def new_code(choose: Callable[[str], str]) -> str:
    """A code with its check character; `choose` picks one character of the alphabet each time it is asked."""
    body = "".join(choose(ALPHABET) for _ in range(LENGTH))
    return body + luhn.calc_check_digit(body, ALPHABET)


def read_code(text: str) -> str | None:
    """The code that somebody typed or scanned, dashes, blanks and look-alikes mended; None where it is none."""
    code = text.strip().upper().translate(CONFUSED)
    if len(code) != LENGTH + 1 or not set(code) <= set(ALPHABET) or not luhn.is_valid(code, ALPHABET):
        return None
    return code


def spaced(code: str) -> str:
    """A code as it is printed: 7KQ2-M9XD-C."""
    return "-".join((code[:4], code[4:8], code[8:]))
