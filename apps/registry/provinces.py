"""The places the lists name, and the spellings of each in the prefix of a number."""

from functools import lru_cache

from apps.registry.folding import fold

# Short name: (written in full on the list, spellings as a prefix, further names). The spellings are those of the rows
# published so far (case aside), and for places without a row yet the plain pinyin. `ShanXi` stands for 陕西 and for
# 山西 alike; the misspelt `Shinghai` of one row is no spelling of any place.
PLACES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "安徽": ("安徽省", ("Anhui",), ()),
    "北京": ("北京市", ("Beijing",), ("Peking",)),
    "重庆": ("重庆市", ("Chongqing",), ()),
    "福建": ("福建省", ("Fujian",), ()),
    "甘肃": ("甘肃省", ("Gansu",), ()),
    "广东": ("广东省", ("Guangdong",), ()),
    "广西": ("广西壮族自治区", ("Guangxi",), ()),
    "贵州": ("贵州省", ("Guizhou",), ()),
    "海南": ("海南省", ("Hainan",), ()),
    "河北": ("河北省", ("Hebei",), ()),
    "黑龙江": ("黑龙江省", ("Heilongjiang",), ()),
    "河南": ("河南省", ("Henan",), ()),
    "湖北": ("湖北省", ("Hubei",), ()),
    "湖南": ("湖南省", ("Hunan",), ()),
    "江苏": ("江苏省", ("Jiangsu",), ()),
    "江西": ("江西省", ("Jiangxi",), ()),
    "吉林": ("吉林省", ("Jilin",), ()),
    "辽宁": ("辽宁省", ("Liaoning",), ()),
    "内蒙古": ("内蒙古自治区", ("Neimenggu",), ("Inner Mongolia",)),
    "宁夏": ("宁夏回族自治区", ("Ningxia",), ()),
    "青海": ("青海省", ("Qinghai",), ()),
    "陕西": ("陕西省", ("Shaanxi", "Shanxi"), ()),
    "山东": ("山东省", ("Shandong",), ()),
    "上海": ("上海市", ("Shanghai",), ()),
    "山西": ("山西省", ("Shanxi",), ()),
    "四川": ("四川省", ("Sichuan",), ()),
    "天津": ("天津市", ("Tianjin",), ()),
    "新疆": ("新疆维吾尔自治区", ("Xinjiang",), ()),
    "西藏": ("西藏自治区", ("Xizang",), ("Tibet",)),
    "云南": ("云南省", ("Yunnan",), ()),
    "浙江": ("浙江省", ("Zhejiang",), ()),
    # Enterprises of the central state file through their own commission.
    "国资委": ("国资委", ("ZhongYangQiYe",), ("国务院国资委", "中央企业", "SASAC")),
}

PREFIXES: dict[str, frozenset[str]] = {
    short: frozenset(fold(spelling) for spelling in spellings) for short, (_, spellings, _) in PLACES.items()
}
EVERY_PREFIX: frozenset[str] = frozenset().union(*PREFIXES.values())

_SHORT_OF: dict[str, str] = {
    fold(name): short
    for short, (full, spellings, further) in PLACES.items()
    # `Shanxi` in a place name is 山西: the second spelling of 陕西 is one of prefixes only.
    for name in (short, full, spellings[0], *further)
}
_ENDINGS = ("province", "municipality", "autonomousregion", "city", "省", "市", "自治区")


@lru_cache(maxsize=1024)
def place_of(text: str) -> str | None:
    """The short Chinese name of a place written in Chinese (long or short), pinyin or English; None when unknown."""
    folded = fold(text)
    for ending in ("", *_ENDINGS):
        short = _SHORT_OF.get(folded.removesuffix(ending))
        if short:
            return short
    return None
