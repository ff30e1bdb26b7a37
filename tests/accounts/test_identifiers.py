"""Official numbers of organisations: which there are, how they are kept, and what is said of a wrong one."""

import pytest

from apps.accounts.identifiers import Fault, IdentifierFault, Scheme, checked, required, schemes_for


def fault(scheme: str, country: str, value: str) -> IdentifierFault:
    with pytest.raises(IdentifierFault) as raised:
        checked(scheme, country, value)
    return raised.value


def test_a_chinese_organisation_gives_its_credit_code_and_others_one_of_several() -> None:
    assert schemes_for("CN") == (Scheme.USCC, Scheme.LEI, Scheme.DUNS)
    assert required("CN") == Scheme.USCC
    assert schemes_for("NL") == (Scheme.VAT, Scheme.LEI, Scheme.DUNS, Scheme.REGISTER)
    assert schemes_for("US") == (Scheme.LEI, Scheme.DUNS, Scheme.REGISTER)
    assert required("NL") is None


@pytest.mark.parametrize(
    ("scheme", "country", "typed", "kept"),
    [
        ("uscc", "CN", " 91110000 6000-3734 1l ", "91110000600037341L"),
        ("uscc", "CN", "９１１１００００６０００３７３４１Ｌ", "91110000600037341L"),
        ("lei", "US", "2138 00KU D8LA JWSQ 9D15", "213800KUD8LAJWSQ9D15"),
        ("vat", "NL", "NL4495445B01", "NL004495445B01"),
        ("vat", "NL", "4495445B01", "NL004495445B01"),
        ("vat", "GB", "980 7806 84", "GB980780684"),
        ("vat", "GR", "094259216", "EL094259216"),
        ("vat", "CH", "CHE-107.787.577 IVA", "CHE107787577IVA"),
        ("vat", "NO", "NO 995 525 828 MVA", "NO995525828MVA"),
        ("duns", "US", "15-048-3782", "150483782"),
        ("register", "DE", "  HRB   12345 ", "HRB 12345"),
    ],
)
def test_a_number_is_kept_in_one_form(scheme: str, country: str, typed: str, kept: str) -> None:
    assert checked(scheme, country, typed) == kept
    assert checked(scheme, country, kept) == kept


def test_a_credit_code_of_the_wrong_length_says_how_long_it_must_be() -> None:
    wrong = fault("uscc", "CN", "9111000060003734")
    assert (wrong.fault, wrong.length, wrong.needed) == (Fault.LENGTH, 16, "18")


@pytest.mark.parametrize(
    ("typed", "position", "found"), [("91110000I00037341L", 9, "I"), ("91X10000600037341L", 3, "X")]
)
def test_a_credit_code_with_a_character_there_is_not_names_it_and_its_place(
    typed: str, position: int, found: str
) -> None:
    wrong = fault("uscc", "CN", typed)
    assert (wrong.fault, wrong.position, wrong.found) == (Fault.CHARACTER, position, found)


def test_a_credit_code_with_a_wrong_check_character_names_both() -> None:
    wrong = fault("uscc", "CN", "91110000600037341M")
    assert (wrong.fault, wrong.position, wrong.found, wrong.expected) == (Fault.CHECK, 18, "M", "L")


def test_every_single_wrong_character_of_a_credit_code_is_noticed() -> None:
    right = "91110000600037341L"
    for place in range(18):
        for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if sign != right[place]:
                fault("uscc", "CN", right[:place] + sign + right[place + 1 :])


def test_a_wrong_lei_names_its_check_digits() -> None:
    wrong = fault("lei", "US", "213800KUD8LAJWSQ9D16")
    assert (wrong.fault, wrong.found, wrong.expected) == (Fault.CHECK, "16", "15")
    assert fault("lei", "US", "213800KUD8LAJWSQ9DX5").fault == Fault.CHARACTER
    assert fault("lei", "US", "2138").needed == "20"


@pytest.mark.parametrize(
    ("country", "typed", "said"),
    [("DE", "DE136695978", Fault.CHECK), ("DE", "DE1366959", Fault.LENGTH), ("DE", "DE13669597X", Fault.FORM)],
)
def test_a_wrong_tax_number_says_what_is_wrong(country: str, typed: str, said: Fault) -> None:
    assert fault("vat", country, typed).fault == said


def test_a_scheme_that_a_country_has_not_is_refused() -> None:
    assert fault("uscc", "NL", "91110000600037341L").fault == Fault.UNKNOWN_SCHEME
    assert fault("vat", "US", "1").fault == Fault.UNKNOWN_SCHEME


def test_a_number_of_a_register_may_be_anything_short() -> None:
    assert fault("register", "DE", " ").fault == Fault.LENGTH
    assert fault("register", "DE", "x" * 61).fault == Fault.LENGTH


def test_a_duns_number_has_nine_digits() -> None:
    assert fault("duns", "US", "15048378").length == 8
    assert fault("duns", "US", "15048378A").position == 9
