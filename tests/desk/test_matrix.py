"""Tests of the table of a product's versions."""

from dataclasses import dataclass

from apps.desk.supplier.matrix import matrix, natural


@dataclass(frozen=True)
class Build:
    pk: int
    hardware: str
    firmware: str
    ai_software: str


def test_versions_are_sorted_as_people_count() -> None:
    assert sorted(["1.10", "1.9", "1.9b", "2.0", "1.9a"], key=natural) == ["1.9", "1.9a", "1.9b", "1.10", "2.0"]


def test_signs_that_merely_look_like_figures_are_sorted_as_text() -> None:
    assert sorted(["v²", "v1", ""], key=natural) == ["", "v1", "v²"]


def test_every_version_has_its_cell_and_what_is_not_built_is_empty() -> None:
    builds = [Build(1, "B2", "3.4.1", "1.10"), Build(2, "B2", "3.4.1", "1.9"), Build(3, "B10", "1.0", "1.9")]
    table = matrix(builds, {1: "covered", 2: "not covered", 3: "not assessed"})
    assert table.columns == ("1.9", "1.10")
    assert [(row.hardware, row.firmware) for row in table.rows] == [("B2", "3.4.1"), ("B10", "1.0")]
    assert [[cell.status for cell in row.cells] for row in table.rows] == [
        ["not covered", "covered"],
        ["not assessed", None],
    ]


def test_a_product_without_versions_has_an_empty_table() -> None:
    table = matrix(list[Build](), dict[int, str]())
    assert (table.columns, table.rows) == ((), ())
