"""The index of the bundled attachments agrees with their files and says when each was published."""

from datetime import date

from apps.registry.bundled import FOLDER, attachments
from tests.registry.bundled_rows import ROWS


def test_every_file_is_in_the_index_the_oldest_first() -> None:
    names = [attachment.name for attachment in attachments()]
    assert names == sorted(path.name for path in FOLDER.glob("*.csv"))
    assert len(names) == 11


def test_the_date_of_an_attachment_is_its_period_end_where_known_else_its_publication_day() -> None:
    dates = {attachment.name[:7]: attachment.as_of for attachment in attachments()}
    assert dates == {
        "2024-04": date(2024, 4, 2),
        "2024-08": date(2024, 8, 8),
        "2024-11": date(2024, 11, 20),
        "2025-01": date(2024, 12, 31),
        "2025-03": date(2025, 3, 31),
        "2025-06": date(2025, 7, 11),
        "2025-08": date(2025, 8, 31),
        "2025-10": date(2025, 10, 31),
        "2025-12": date(2025, 12, 31),
        "2026-02": date(2026, 2, 28),
        "2026-04": date(2026, 4, 30),
    }
    assert all(attachment.as_of <= attachment.published_on for attachment in attachments())


def test_announced_totals_are_the_highest_sequence_numbers_save_the_one_missing_row() -> None:
    for attachment in attachments():
        for table, total in attachment.announced.items():
            reached = max(r.sequence for r in ROWS if r.table == table and r.period <= attachment.name[:7])
            assert total == reached or (table, total, reached) == ("registration", 263, 262)
