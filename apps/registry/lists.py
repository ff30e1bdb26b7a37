"""The lists that are kept: what each is called, who publishes it, how it grows, and what a plausible part of it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NATIONAL, ALGORITHMS, DEEP_SYNTHESES, CANCELLATIONS = (
    "national-genai",
    "algorithm",
    "deep-synthesis",
    "cancellations",
)

FILING, REGISTRATION, ON_DEVICE = "filing", "registration", "on_device"
TABLES = (FILING, REGISTRATION, ON_DEVICE)
ALGORITHM, DEEP_SYNTHESIS, CANCELLATION = "algorithm", "deep_synthesis", "cancellation"
EVERY_TABLE = (*TABLES, ALGORITHM, DEEP_SYNTHESIS, CANCELLATION)


class Growth(StrEnum):
    """How a publication of a list makes its next edition."""

    # Its rows are added to those in force; their sequence runs on.
    ADDED = "added"
    # The list is a page of attachments that are edited in place: its rows replace those of its own attachment.
    ATTACHMENTS = "attachments"
    # It is the whole list.
    WHOLE = "whole"
    # It says something of numbers of other lists; its rows are added, each notice with a sequence of its own.
    NOTICES = "notices"


# What a row must have; the lists of algorithms name neither place nor day.
_PLACED = ("sequence", "number", "name", "holder", "province", "listed_on")
_ALGORITHMS = ("sequence", "number", "name", "holder")


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What is known of a list beforehand.

    `most_new_rows` bounds one publication; `known_gaps` are sequence numbers, per table, that are missing in the copy
    at hand and whose absence is therefore no news; `mandatory` are the fields that at most one row in a hundred lacks.
    """

    slug: str
    name_en: str
    name_zh: str
    publisher_en: str
    publisher_zh: str
    source_url: str
    most_new_rows: int
    growth: Growth = Growth.ADDED
    tables: tuple[str, ...] = TABLES
    mandatory: tuple[str, ...] = _PLACED
    known_gaps: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def in_parts(self) -> bool:
        """Whether each publication names the part of the list it is: an attachment, or a notice."""
        return self.growth in (Growth.ATTACHMENTS, Growth.NOTICES)


def _provincial(code: str, name_en: str, name_zh: str, source_url: str) -> ListFacts:
    """The list of one province: published whole each time, with the tables of the national one."""
    return ListFacts(
        slug=f"provincial-{code}",
        name_en=f"{name_en}: generative AI services on file or registered",
        name_zh=f"{name_zh}生成式人工智能服务已备案和已登记信息",
        publisher_en=f"Cyberspace Administration of {name_en}",
        publisher_zh=f"{name_zh}互联网信息办公室",
        source_url=source_url,
        most_new_rows=150,
        growth=Growth.WHOLE,
        tables=(FILING, REGISTRATION),
    )


_CAC_EN, _CAC_ZH = "Cyberspace Administration of China", "国家互联网信息办公室"
_KNOWN = (
    ListFacts(
        slug=NATIONAL,
        name_en="National list of generative AI services on file or registered",
        name_zh="生成式人工智能服务已备案和已登记信息",
        publisher_en=_CAC_EN,
        publisher_zh=_CAC_ZH,
        source_url="https://www.cac.gov.cn/2024-04/02/c_1713729983803145.htm",
        # About 40 rows a month came in 2025, at most 266 in two months; a list that grows faster is looked at first.
        most_new_rows=300,
        known_gaps={REGISTRATION: frozenset({263})},
    ),
    ListFacts(
        slug=ALGORITHMS,
        name_en="List of internet information service algorithms on file",
        name_zh="境内互联网信息服务算法备案清单",
        publisher_en=_CAC_EN,
        publisher_zh=_CAC_ZH,
        source_url="https://www.cac.gov.cn/2022-08/12/c_1661927474338504.htm",
        # The largest attachment so far has 123 rows.
        most_new_rows=250,
        growth=Growth.ATTACHMENTS,
        tables=(ALGORITHM,),
        mandatory=_ALGORITHMS,
    ),
    ListFacts(
        slug=DEEP_SYNTHESES,
        name_en="List of deep synthesis service algorithms on file",
        name_zh="境内深度合成服务算法备案清单",
        publisher_en=_CAC_EN,
        publisher_zh=_CAC_ZH,
        source_url="https://www.cac.gov.cn/",
        # The largest batch so far has 509 rows.
        most_new_rows=1000,
        growth=Growth.ATTACHMENTS,
        tables=(DEEP_SYNTHESIS,),
        mandatory=_ALGORITHMS,
    ),
    ListFacts(
        slug=CANCELLATIONS,
        name_en="Notices of cancelled algorithm filings",
        name_zh="互联网信息服务算法备案注销公告",
        publisher_en=_CAC_EN,
        publisher_zh=_CAC_ZH,
        source_url="https://beian.cac.gov.cn/",
        # The largest notice so far has 28 rows.
        most_new_rows=60,
        growth=Growth.NOTICES,
        tables=(CANCELLATION,),
        mandatory=_ALGORITHMS,
    ),
    _provincial("bj", "Beijing", "北京市", "https://www.cac.gov.cn/"),
    _provincial("fj", "Fujian", "福建省", "https://www.cac.gov.cn/"),
    _provincial("gd", "Guangdong", "广东省", "https://www.cagd.gov.cn/v/2024/04/4859.html"),
    _provincial("sh", "Shanghai", "上海市", "https://www.cac.gov.cn/"),
)
LISTS: dict[str, ListFacts] = {facts.slug: facts for facts in _KNOWN}
