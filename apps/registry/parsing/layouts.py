"""The layouts lists come in: which header names which column."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.registry.codes import FileCode
from apps.registry.folding import fold
from apps.registry.lists import FILING, ON_DEVICE, REGISTRATION
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
_OURS = {c: c for c in (TABLE, SEQUENCE, PROVINCE, NAME, HOLDER, NUMBER, LISTED_ON, SCOPE)}
_ENGLISH = {
    "seq": SEQUENCE,
    "province": PROVINCE,
    "model_name": NAME,
    "provider": HOLDER,
    "filing_number": NUMBER,
    "filing_date": LISTED_ON,
    "list_kind": TABLE,
    "source": "",
    "source_date": "",
    "scope": SCOPE,
}

LAYOUTS: tuple[Layout, ...] = (
    _layout(FILING, _FILING_2024),
    _layout(FILING, _FILING_2025),
    _layout(REGISTRATION, _REGISTRATION),
    _layout(ON_DEVICE, {**_FILING_2024, "适用场景": SCOPE}),
    _layout(ON_DEVICE, {**_FILING_2025, "适用场景": SCOPE}),
    _layout("", _OURS, optional=(TABLE, SCOPE)),
    _layout("", _ENGLISH, optional=("list_kind", "source", "source_date", "scope")),
)


def layout_of(header: Sequence[str]) -> Layout | None:
    """The layout a row of cells is the header of, whatever the order of its columns; None for any other row."""
    texts = [fold(text) for text in header]
    for layout in LAYOUTS:
        if len(set(texts)) == len(texts) and layout.required <= set(texts) <= set(layout.columns):
            return layout
    return None


def unknown_layout(header: Sequence[str], row: int) -> ListUnreadable:
    """The refusal of a header, naming what the nearest layout misses in it and does not know of it."""
    texts = [fold(text) for text in header]
    nearest = max(LAYOUTS, key=lambda layout: len(set(texts) & set(layout.columns)))
    missing = [text for text in nearest.columns if text in nearest.required and text not in texts]
    unknown = [text for text in dict.fromkeys(texts) if text and text not in nearest.columns]
    twice = [text for text in dict.fromkeys(texts) if texts.count(text) > 1]
    return ListUnreadable(
        FileCode.LAYOUT,
        row=row,
        field=(missing + unknown + twice + [""])[0][:60],
        missing=", ".join(missing) or "–",
        unknown=", ".join(text[:60] for text in (unknown + twice)[:6]) or "–",
    )
