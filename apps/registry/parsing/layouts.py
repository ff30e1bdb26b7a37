"""The layouts lists come in: which header names which column."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.registry.codes import FileCode
from apps.registry.folding import fold
from apps.registry.lists import ALGORITHM, CANCELLATION, DEEP_SYNTHESIS, FILING, ON_DEVICE, REGISTRATION
from apps.registry.parsing.unreadable import ListUnreadable

# Columns of a row, in the words used here.
SEQUENCE, PROVINCE, NAME, HOLDER, NUMBER, LISTED_ON, SCOPE, TABLE = (
    "sequence",
    "province",
    "name",
    "holder",
    "number",
    "listed_on",
    "scope",
    "table",
)
ROLE, PRODUCT, PURPOSE, REMARK, CANCELLED_ON = "role", "product", "purpose", "remark", "cancelled_on"


@dataclass(frozen=True, slots=True)
class Layout:
    """A header known here: column by header text, the table it stands for ("" where each row or nothing says it)."""

    table: str
    columns: dict[str, str]
    optional: frozenset[str] = frozenset()

    @property
    def required(self) -> set[str]:
        return set(self.columns) - self.optional


def _layout(table: str, columns: dict[str, str], optional: Sequence[str] = ()) -> Layout:
    return Layout(table, {fold(text): column for text, column in columns.items()}, frozenset(map(fold, optional)))


def _official(table: str, name: str, holder: str, number: str, listed_on: str) -> dict[str, str]:
    return {"序号": SEQUENCE, "属地": PROVINCE, name: NAME, holder: HOLDER, number: NUMBER, listed_on: LISTED_ON}


_FILING_2024 = _official(FILING, "模型名称", "备案单位", "备案号", "备案时间")
_FILING_2025 = _official(FILING, "大模型名称", "备案单位", "备案编号", "备案时间")
_REGISTRATION = _official(REGISTRATION, "应用/功能名称", "登记单位", "上线编号", "登记时间")


def _algorithm(role: str, last: str, column: str) -> dict[str, str]:
    """The columns of algorithm filings, which have no place and no date."""
    named = {"序号": SEQUENCE, "算法名称": NAME, role: ROLE, "主体名称": HOLDER, "应用产品": PRODUCT}
    return named | {"主要用途": PURPOSE, "备案编号": NUMBER, last: column}


_OURS_ALWAYS = (SEQUENCE, PROVINCE, NAME, HOLDER, NUMBER, LISTED_ON)
_OURS_ALSO = (TABLE, SCOPE, ROLE, PRODUCT, PURPOSE, REMARK, CANCELLED_ON)
_ENGLISH = {
    "seq": SEQUENCE,
    "province": PROVINCE,
    "model_name": NAME,
    "provider": HOLDER,
    "filing_number": NUMBER,
    "filing_date": LISTED_ON,
}
_ENGLISH_ALSO = {
    "list_kind": TABLE,
    "source": "",
    "source_date": "",
    "scope": SCOPE,
    "role_or_class": ROLE,
    "product": PRODUCT,
    "purpose": PURPOSE,
    "remark": REMARK,
    "seq_is_auto_number": "",
}
# A notice names beside each number the list it stands in, which is not the table of the notice.
_ENGLISH_NOTICE = {"list_kind": "", "source": "", "source_date": "", "role_or_class": ROLE}
_ENGLISH_CANCELLED = {"cancelled_in": CANCELLED_ON}

LAYOUTS: tuple[Layout, ...] = (
    _layout(FILING, _FILING_2024),
    _layout(FILING, _FILING_2025),
    _layout(REGISTRATION, _REGISTRATION),
    _layout(ON_DEVICE, {**_FILING_2024, "适用场景": SCOPE}),
    _layout(ON_DEVICE, {**_FILING_2025, "适用场景": SCOPE}),
    _layout(ALGORITHM, _algorithm("算法类别", "备注", REMARK)),
    _layout(DEEP_SYNTHESIS, _algorithm("角色", "备注", REMARK)),
    _layout(CANCELLATION, _algorithm("角色", "注销时间", CANCELLED_ON)),
    _layout(CANCELLATION, _algorithm("算法类别", "注销时间", CANCELLED_ON)),
    _layout("", {c: c for c in (*_OURS_ALWAYS, *_OURS_ALSO)}, optional=_OURS_ALSO),
    _layout("", {**_ENGLISH, **_ENGLISH_ALSO}, optional=tuple(_ENGLISH_ALSO)),
    _layout(
        CANCELLATION, {**_ENGLISH, **_ENGLISH_NOTICE, "cancelled_in": CANCELLED_ON}, optional=tuple(_ENGLISH_NOTICE)
    ),
)

HEADER_TEXTS = frozenset(text for layout in LAYOUTS for text in layout.columns)
# What the heading above a table says it is; a heading that names both tables, or a notice's,
# says nothing.
_HEADINGS: tuple[tuple[str, frozenset[str]], ...] = (
    ("注销", frozenset()),
    ("深度合成服务算法备案", frozenset({DEEP_SYNTHESIS})),
    ("信息服务算法备案", frozenset({ALGORITHM})),
    ("生成式人工智能服务已备案信息", frozenset({FILING, ON_DEVICE})),
    ("生成式人工智能服务已登记信息", frozenset({REGISTRATION})),
)


def layout_of(header: Sequence[str]) -> Layout | None:
    """The layout a row of cells is the header of, whatever the order of its columns; None for any other row."""
    texts = [fold(text) for text in header]
    if HEADER_TEXTS.isdisjoint(texts):
        return None
    for layout in LAYOUTS:
        if len(set(texts)) == len(texts) and layout.required <= set(texts) <= set(layout.columns):
            return layout
    return None


def heading_tables(title: Sequence[str]) -> frozenset[str]:
    """The tables the last telling line above a table allows; empty where none tells."""
    for line in reversed(title):
        for words, tables in _HEADINGS:
            if words in fold(line):
                return tables
    return frozenset()


def unknown_layout(header: Sequence[str], row: int, place: str = "") -> ListUnreadable:
    """The refusal of a header, naming what the nearest layout misses in it and does not know of it."""
    texts = [fold(text) for text in header]
    nearest = max(LAYOUTS, key=lambda layout: len(set(texts) & set(layout.columns)))
    missing = [text for text in nearest.columns if text in nearest.required and text not in texts]
    unknown = [text for text in dict.fromkeys(texts) if text and text not in nearest.columns]
    twice = [text for text in dict.fromkeys(texts) if texts.count(text) > 1]
    return ListUnreadable(
        FileCode.LAYOUT,
        place=place,
        row=row,
        field=(missing + unknown + twice + [""])[0][:60],
        missing=", ".join(missing) or "–",
        unknown=", ".join(text[:60] for text in (unknown + twice)[:6]) or "–",
    )
