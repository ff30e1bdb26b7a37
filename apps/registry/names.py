"""Names of models, companies and places, folded so that two writings of one name are equal."""

import re
from functools import lru_cache

from opencc import OpenCC

from apps.registry.folding import fold, plain
from apps.registry.provinces import place_of

# Brackets and quotation marks, after NFKC; what stands between them is kept.
_MARKS = re.compile(r"[()\[\]{}<>'\"`«»‘’‚‛“”„‟‹›〈〉《》「」『』【】〔〕〖〗〘〙〚〛〝〞〟]+")
# The middle dot has six code points in use; lists and firms take any of them.
_DOTS = re.compile("[\u00b7\u2022\u2027\u2219\u22c5\u30fb]")
# The legal form at the end, longest first: the same firm is listed before and after it became a joint-stock company.
_CHINESE_FORMS = re.compile(r"(股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司)$")
# Words are told by their blanks: without them "Tesco Ltd" would be "Tes Co., Ltd". A form of two letters may also end
# an abbreviation ("A.S.A."), so no dot may stand before it.
_LATIN_FORMS = re.compile(
    r"(?:(?<![^\s,.\u3400-\u9fff])"
    r"(?:(?:co|company|pte|pty|pvt|private)[\s.,]*(?:ltd|limited)"
    r"|ltd|limited|incorporated|inc|llc|llp|plc|gmbh|sarl|sdn[\s.]+bhd)"
    r"|(?<![^\s,\u3400-\u9fff])(?:ag|b\.?v|n\.?v|s\.?a|s\.?r\.?l|s\.p\.a))[\s.,]*$"
)
_traditional_to_simplified = OpenCC("t2s")


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """A model's or app's name without what writings of it differ in.

    NFKC, case, blanks, brackets, quotation marks, kinds of dash and middle dot, traditional or simplified characters.
    """
    folded = fold(text)
    if not folded.isascii():
        folded = fold(_traditional_to_simplified.convert(folded))
    return _MARKS.sub("", _DOTS.sub("·", folded))


@lru_cache(maxsize=8192)
def holder_key(text: str) -> str:
    """A company's name folded as `name_key` does, its legal form off the end.

    Only blank text has an empty key: of a legal form or of brackets alone, the text itself is the key.
    """
    spaced = _MARKS.sub(" ", plain(text).casefold())
    key = name_key(_LATIN_FORMS.sub("", spaced).rstrip(" ,")) or name_key(text)
    return _CHINESE_FORMS.sub("", key) or key or fold(text)


@lru_cache(maxsize=1024)
def province_key(text: str) -> str:
    """A place's short Chinese name, from Chinese, pinyin or English; an unknown place folded as a name."""
    return place_of(text) or place_of(_traditional_to_simplified.convert(text)) or name_key(text)
