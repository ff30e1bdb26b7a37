"""The columns of an order file: our fields, the headers people write for them, and how long a cell may be."""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum


class Column(StrEnum):
    """Our fields of an order line; the values are the names of the fields of `order_files.FileLine`."""

    LINE = "line"
    PRODUCT_CODE = "product_code"
    HARDWARE = "hardware"
    FIRMWARE = "firmware"
    AI_SOFTWARE = "ai_software"
    NUMBER = "number"
    QUANTITY = "quantity"
    SUPPLIER = "supplier_name"


# The first two headers of a column are the ones that messages and the template name: English, Chinese.
HEADERS: Mapping[Column, tuple[str, ...]] = {
    Column.LINE: ("Line", "行号", "Pos", "Position", "Item", "Line number", "Line no", "序号", "项次", "行项目"),
    Column.PRODUCT_CODE: (
        *("Product", "产品型号", "Product code", "Material", "Material number", "Model", "Part number", "SKU"),
        *("型号", "产品编码", "产品代码", "物料", "物料号", "物料编码"),
    ),
    Column.HARDWARE: ("Hardware", "硬件版本", "HW", "Hardware revision", "Hardware version", "HW revision", "硬件"),
    Column.FIRMWARE: ("Firmware", "固件版本", "FW", "Firmware version", "固件"),
    Column.AI_SOFTWARE: (
        *("AI software", "AI软件版本", "SW", "AI", "AI software version", "AI version", "Software version"),
        *("AI软件", "AI版本", "软件版本"),
    ),
    Column.NUMBER: ("Filing number", "备案号", "Number", "Registration number", "备案编号", "上线编号", "登记编号"),
    Column.QUANTITY: ("Quantity", "数量", "Qty", "订购数量"),
    Column.SUPPLIER: ("Supplier", "供应商", "Vendor", "Supplier name", "供应商名称", "供货单位"),
}
REQUIRED = (Column.LINE, Column.PRODUCT_CODE, Column.AI_SOFTWARE)
LONGEST: Mapping[Column, int] = {
    Column.LINE: 20,
    Column.PRODUCT_CODE: 80,
    Column.HARDWARE: 60,
    Column.FIRMWARE: 60,
    Column.AI_SOFTWARE: 60,
    Column.NUMBER: 200,
    Column.QUANTITY: 20,
    Column.SUPPLIER: 200,
}


def header_key(text: str) -> str:
    """A header without case, width, blanks and the signs that people put around words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


_COLUMN_OF = {header_key(alias): column for column, aliases in HEADERS.items() for alias in aliases}


def column_of(header: str) -> Column | None:
    """Our column for a header, None for one we don't know; a bilingual one ("Line / 行号") counts by either half."""
    halves = unicodedata.normalize("NFKC", header).replace("(", "/").replace("\n", "/").split("/")
    return next((_COLUMN_OF[key] for key in map(header_key, (header, *halves)) if key in _COLUMN_OF), None)


def both_names(column: Column) -> tuple[tuple[str, str], tuple[str, str]]:
    """The column's name in each language, as parameters of a message."""
    english, chinese = HEADERS[column][:2]
    return ("english", english), ("chinese", chinese)
