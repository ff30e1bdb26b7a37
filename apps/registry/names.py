"""Names of models, companies and places, folded so that two writings of one name are equal."""

import re
from functools import lru_cache

from opencc import OpenCC

from apps.registry.folding import fold
from apps.registry.provinces import place_of

# Brackets and quotation marks, after NFKC; what stands between them is kept.
_MARKS = re.compile(r"[()\[\]{}<>'\"`«»‘’‚‛“”„‟‹›〈〉《》「」『』【】〔〕〖〗〘〙〚〛〝〞〟]+")
# The middle dot has six code points in use; lists and firms take any of them.
_DOTS = re.compile("[\u00b7\u2022\u2027\u2219\u22c5\u30fb]")
# The legal form at the end, longest first: the same firm is listed before and after it became a joint-stock company.
_LEGAL_FORMS = re.compile(
    r"(股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司"
    r"|,?(?:co\.?,?(?:ltd|limited)|company,?limited|limited|ltd|inc|incorporated)\.?)$"
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
    """A company's name folded as `name_key` does, its legal form off the end."""
    key = name_key(text)
    return _LEGAL_FORMS.sub("", key) or key


@lru_cache(maxsize=1024)
def province_key(text: str) -> str:
    """A place's short Chinese name, from Chinese, pinyin or English; an unknown place folded as a name."""
    return place_of(text) or place_of(_traditional_to_simplified.convert(text)) or name_key(text)
