"""The one way a list file says that it can't be read: what is wrong, in which row and field."""

from apps.registry.codes import FileCode


class ListUnreadable(ValueError):
    """A file that is not a list in a layout known here; `row` counts as a spreadsheet does, the header being row 1.

    `params` fill the sentence of the code.
    """

    def __init__(self, code: FileCode, *, row: int | None = None, field: str = "", **params: str | int) -> None:
        self.code, self.row, self.field, self.params = code, row, field, params
        super().__init__(f"{code} row={row} field={field} {params}")
