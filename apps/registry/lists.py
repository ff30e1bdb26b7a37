"""The lists that are kept: what each is called, who publishes it, and what a plausible publication of it looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NATIONAL = "national-genai"

FILING, REGISTRATION, ON_DEVICE = "filing", "registration", "on_device"
TABLES = (FILING, REGISTRATION, ON_DEVICE)
ALGORITHM, DEEP_SYNTHESIS, CANCELLATION = "algorithm", "deep_synthesis", "cancellation"


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What is known of a list beforehand.

    `most_new_rows` bounds one publication; `known_gaps` are sequence numbers, per table, that are missing in the copy
    at hand and whose absence is therefore no news.
    """

    slug: str
    name_en: str
    name_zh: str
    publisher_en: str
    publisher_zh: str
    source_url: str
    most_new_rows: int
    known_gaps: Mapping[str, frozenset[int]] = field(default_factory=dict)


LISTS: dict[str, ListFacts] = {
    NATIONAL: ListFacts(
        slug=NATIONAL,
        name_en="National list of generative AI services on file or registered",
        name_zh="生成式人工智能服务已备案和已登记信息",
        publisher_en="Cyberspace Administration of China",
        publisher_zh="国家互联网信息办公室",
        source_url="https://www.cac.gov.cn/2024-04/02/c_1713729983803145.htm",
        # About 40 rows a month came in 2025, at most 266 in two months; a list that grows faster is looked at first.
        most_new_rows=300,
        known_gaps={REGISTRATION: frozenset({263})},
    ),
}
