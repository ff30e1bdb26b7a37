"""The one way a list file says that it can't be read: what is wrong, in which place, row and field."""

from apps.registry.codes import FileCode


class ListUnreadable(ValueError):
    """A file that is not a list in a layout known here; `row` counts as a spreadsheet does, the header being row 1.

    `place` is the part of the file the row is counted in: `page 3`, `sheet NAME`, `table 2`, or "" for the whole
    file. `params` fill the sentence of the code.
    """

    def __init__(
        self, code: FileCode, *, place: str = "", row: int | None = None, field: str = "", **params: str | int
    ) -> None:
        self.code, self.place, self.row, self.field, self.params = code, place, row, field, params
        super().__init__(f"{code} place={place} row={row} field={field} {params}")
