"""The published attachments on paper, printed once for all tests."""

from pathlib import Path

import pytest

from apps.registry.parsing.parsed import ParsedRow
from apps.registry.reading import parse
from tests.registry import printing
from tests.registry.published import attachments

Place = tuple[str, int]


@pytest.fixture(scope="session")
def papers(shared_data: Path) -> dict[str, bytes]:
    """The eleven attachments of the national list as PDF, by period."""
    return {period: printing.as_pdf(*tables) for period, tables in attachments(shared_data).items()}


@pytest.fixture(scope="session")
def from_paper(papers: dict[str, bytes]) -> dict[Place, ParsedRow]:
    """Every row of the national list as it is read from paper, by table and sequence number."""
    rows = [row for paper in papers.values() for row in parse(paper).rows]
    return {(row.content.table, row.content.sequence or 0): row for row in rows}
