"""The machine-readable members: exact for programs, harmless for spreadsheets."""

import csv
import io
import json
from dataclasses import replace

import pytest

from apps.evidence import documents
from apps.evidence.facts import PackFacts
from apps.evidence.offline.verify import canonical
from tests.evidence import samples


def table(facts: PackFacts) -> list[list[str]]:
    return list(csv.reader(io.StringIO(documents.rows_csv(facts).decode("utf-8-sig"), newline="")))


def test_every_json_is_in_the_one_form() -> None:
    for write in (documents.versions_json, documents.verifications_json, documents.rows_json, documents.editions_json):
        content = write(samples.facts())
        assert canonical(json.loads(content)) == content


def test_the_table_is_for_spreadsheets_of_either_language() -> None:
    content = documents.rows_csv(samples.facts())
    assert content.startswith(b"\xef\xbb\xbf")
    header, row = table(samples.facts())
    assert header[4] == "Number 备案号或登记号"
    assert dict(zip(header, row, strict=True))["Filing entity 备案单位"] == samples.HOLDER


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    (row,) = samples.facts().rows
    facts = samples.facts(rows=(replace(row, name=cell),))
    assert table(facts)[1][5] == "'" + cell
    assert json.loads(documents.rows_json(facts))["rows"][0]["name"] == cell


def test_rows_are_kept_cell_by_cell_as_received() -> None:
    (row,) = json.loads(documents.rows_json(samples.facts()))["rows"]
    assert row["cells"] == {"序号": "12", "备案编号": samples.NUMBER}


def test_times_are_in_utc_and_texts_in_both_languages() -> None:
    said = json.loads(documents.versions_json(samples.facts()))
    assert said["made_at"] == "2026-05-14T02:15:00Z"
    assert said["versions"][0]["status"]["coverage"]["word"] == {"en": "Covered", "zh-hans": "已覆盖"}
