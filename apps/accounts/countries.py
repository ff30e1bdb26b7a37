"""Countries and regions by their two letters, and their names in the portal's languages."""

from functools import lru_cache

from babel import Locale

# Groups of countries, testing codes and places where nobody registers a company.
NOT_COUNTRIES = frozenset(
    {"AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "HM", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
# As the pages of mainland China write them.
CHINESE = {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"}


@lru_cache(maxsize=4)
def country_names(language: str | None) -> dict[str, str]:
    """Names by code, in the order of the names as their readers sort them; `language` is `en` or `zh-hans`."""
    chinese = language == "zh-hans"
    territories = Locale("zh", script="Hans").territories if chinese else Locale("en").territories
    names = {
        code: str(name)
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    if chinese:
        names |= CHINESE
    # China first: most suppliers are there.
    return dict(sorted(names.items(), key=lambda pair: (pair[0] != "CN", pair[1])))


def is_country(code: str) -> bool:
    """Whether the two letters are those of a country or region."""
    return code in country_names("en")
