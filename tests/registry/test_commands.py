"""The two commands on a real database: what they print, in both forms, and their exit codes."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from apps.registry.models import Edition, Publication
from apps.registry.rows import rows_sha256
from tests import factories
from tests.registry.bundled_rows import FOLDER, ROWS
from tests.registry.made_rows import algorithms, as_csv, filing, listed, registration

pytestmark = pytest.mark.django_db
PERIOD = ("--period", "2026-06-30", "--published-on", "2026-07-10")


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as stopped:
        return int(str(stopped.code)), out.getvalue()
    return 0, out.getvalue()


def run_json(*arguments: str) -> tuple[int, dict[str, Any]]:
    code, out = run(*arguments, "--json")
    report: dict[str, Any] = json.loads(out)
    return code, report


@pytest.fixture
def filings(tmp_path: Path) -> Path:
    path = tmp_path / "SYNTHETIC-filings.csv"
    path.write_bytes(as_csv([filing(118), filing(119)]))
    return path


def test_a_plausible_publication_gives_0_and_names_what_it_brought(filings: Path, tmp_path: Path) -> None:
    factories.national_list(1)
    other = tmp_path / "SYNTHETIC-registrations.csv"
    other.write_bytes(as_csv([registration(1)]))
    code, report = run_json("ingest_list", str(filings), str(other), *PERIOD)
    assert code == 0
    assert report == {
        "publication": Publication.objects.latest("pk").pk,
        "list": "national-genai",
        "attachment": "",
        "state": "approved",
        "tables": [{"table": "filing", "rows": 2}, {"table": "registration", "rows": 1}],
        "changes": {"added": 3, "gone": 0, "altered": 0},
        "reasons": [],
        "edition": 2,
        "as_of": "2026-06-30",
        "totals": {"filing": 119, "registration": 1},
    }


def test_an_implausible_one_gives_3_and_says_why_in_both_languages(tmp_path: Path) -> None:
    factories.national_list(1)
    path = tmp_path / "SYNTHETIC-gap.csv"
    path.write_bytes(as_csv([filing(120)]))
    code, report = run_json("ingest_list", str(path), *PERIOD)
    assert code == 3
    assert (report["state"], report["edition"]) == ("quarantined", None)
    (reason,) = report["reasons"]
    assert reason["code"] == "L-GAP"
    assert "118-119" in reason["en"]
    assert "118-119" in reason["zh"]
    assert report["changes"] == {"added": 0, "gone": 0, "altered": 0}
    assert Edition.objects.count() == 1


def test_the_form_for_people_says_the_same(filings: Path, tmp_path: Path) -> None:
    factories.national_list(1)
    code, out = run("ingest_list", str(filings), *PERIOD)
    assert code == 0
    assert "approved, edition 2, as of 2026-06-30" in out
    assert "2 added, 0 gone, 0 altered" in out
    path = tmp_path / "SYNTHETIC-gap.csv"
    path.write_bytes(as_csv([filing(121)]))
    code, out = run("ingest_list", str(path), "--period", "2026-08-31", "--published-on", "2026-09-14")
    assert code == 3
    assert "quarantined, no edition" in out
    assert "L-GAP" in out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "F-EMPTY"),
        (b"<html><body>404</body></html>", "F-HTML"),
        (b"%PDF-1.7", "F-DAMAGED"),
        (b"PK\x03\x04 xl/workbook.xml", "F-DAMAGED"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "F-FORMAT"),
        (algorithms(), "F-OTHER-LIST"),
        (b"a,b\n1,2\n", "F-LAYOUT"),
        (b"x" * (20 * 1024 * 1024 + 1), "F-SIZE"),
        (as_csv([filing(1)]).replace(b"2026/6/15", b"soon"), "F-DATE"),
    ],
)
def test_a_file_that_is_no_list_gives_1_and_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "received.csv"
    path.write_bytes(content)
    code, report = run_json("ingest_list", str(path), *PERIOD)
    assert code == 1
    assert (report["publication"], report["state"], report["tables"]) == (None, "refused", [])
    (said,) = report["reasons"]
    assert said["code"] == reason
    assert said["en"].startswith("received.csv")
    assert said["zh"].startswith("received.csv")
    assert not Publication.objects.exists()


def test_a_bad_cell_gives_its_row_and_field(tmp_path: Path) -> None:
    path = tmp_path / "received.csv"
    path.write_bytes(as_csv([filing(1)]).replace(b"2026/6/15", b"soon"))
    (said,) = run_json("ingest_list", str(path), *PERIOD)[1]["reasons"]
    assert (said["row"], said["field"]) == (2, "备案时间")


def test_a_missing_file_and_a_bad_date_are_both_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.csv")
    code, report = run_json("ingest_list", missing, "--period", "soon", "--published-on", "2026-07-10")
    assert code == 1
    assert [(r["code"], r["field"]) for r in report["reasons"]] == [("F-PERIOD", "--period"), ("F-MISSING", "")]
    assert report["reasons"][0]["en"].startswith("--period: “soon”")
    assert run("ingest_list", missing, *PERIOD)[1].startswith("Not received, nothing was written.")


def test_the_table_that_is_said_must_be_the_files_own(filings: Path) -> None:
    factories.national_list(1)
    code, report = run_json("ingest_list", str(filings), "--table", "registration", *PERIOD)
    assert (code, report["reasons"][0]["code"]) == (1, "F-TABLE")
    assert run("ingest_list", str(filings), "--table", "filing", *PERIOD)[0] == 0


def test_the_same_file_again_gives_1(filings: Path) -> None:
    factories.national_list(1)
    assert run("ingest_list", str(filings), *PERIOD)[0] == 0
    code, report = run_json("ingest_list", str(filings), *PERIOD)
    assert (code, report["reasons"][0]["code"]) == (1, "F-SAME")


def test_the_bundled_list_is_loaded_upto_an_attachment_and_then_to_the_end() -> None:
    assert run_json("load_bundled_list", "--upto", "2")[1] == {
        "loaded": 2,
        "edition": 2,
        "as_of": "2024-08-08",
        "totals": {"filing": 188, "registration": 26},
    }
    code, out = run("load_bundled_list")
    assert (code, out) == (0, "9 attachments loaded. Edition 11: 868 filing, 529 registration.\n")
    assert run_json("load_bundled_list")[1]["loaded"] == 0


def test_every_bundled_file_can_be_sent_by_hand_one_after_another() -> None:
    ends = ["2024-04-02", "2024-08-08", "2024-11-20", "2024-12-31", "2025-03-31", "2025-06-30"]
    for path, end in zip(sorted(FOLDER.glob("*.csv")), ends, strict=False):
        assert run("ingest_list", str(path), "--period", end, "--published-on", "2026-05-13")[0] == 0
    assert Edition.objects.count() == 6


def test_the_shared_files_make_the_same_editions_as_the_bundled_ones(shared_data: Path) -> None:
    factories.national_list(10)
    files = [str(shared_data / "genai" / f"2026-04_{kind}.csv") for kind in ("filing", "registration")]
    code, report = run_json("ingest_list", *files, "--period", "2026-04-30", "--published-on", "2026-05-13")
    assert (code, report["changes"]["added"], report["edition"]) == (0, 121, 11)
    assert report["totals"] == {"filing": 868, "registration": 529}


def test_the_published_paper_makes_the_same_edition_as_the_bundled_rows(
    papers: dict[str, bytes], tmp_path: Path
) -> None:
    factories.national_list(10)
    path = tmp_path / "downloadfile.jsp"
    path.write_bytes(papers["2026-04"])
    code, report = run_json("ingest_list", str(path), "--period", "2026-04-30", "--published-on", "2026-05-13")
    assert (code, report["changes"], report["edition"]) == (0, {"added": 121, "gone": 0, "altered": 0}, 11)
    assert [(table["table"], table["rows"]) for table in report["tables"]] == [("filing", 72), ("registration", 49)]
    assert Edition.objects.get(number=11).sha256 == rows_sha256([listed(row) for row in ROWS])


def test_the_tables_of_one_period_may_be_sent_one_by_one(shared_data: Path) -> None:
    factories.national_list(10)
    for kind in ("filing", "registration"):
        path = str(shared_data / "genai" / f"2026-04_{kind}.csv")
        dates = ("--period", "2026-04-30", "--published-on", "2026-05-13")
        assert run("ingest_list", path, "--table", kind, *dates)[0] == 0
    assert Edition.objects.latest("number").totals == {"filing": 868, "registration": 529}
