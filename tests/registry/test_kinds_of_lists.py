"""The four kinds of lists, with all real rows of theirs: what each publication of one makes of its next edition."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from apps.kernel.actor import system
from apps.kernel.problems import Refused
from apps.registry import queries
from apps.registry.codes import DoubtCode
from apps.registry.models import Change, Edition, Entry, Publication
from apps.registry.numbers import number_key
from apps.registry.services import receive_publication

pytestmark = pytest.mark.django_db
SYSTEM = system(reason="a test sends a list")
NOTICES = {"2025-07-14": 28, "2025-09-11": 5, "2025-11-06": 3, "2026-01-07": 5}
# How many rows each attachment has in the copies at hand.
ALGORITHMS = {
    "2022-08": 30,
    "2022-10": 70,
    "2023-01": 123,
    "2023-04": 39,
    "2023-12": 41,
    "2024-04": 69,
    "2024-06": 32,
    "2024-08": 44,
    "2024-10": 32,
    "2024-12": 40,
    "2025-03": 45,
    "2025-05": 10,
    "2025-07": 51,
    "2025-09": 56,
    "2025-11": 69,
}
DEEP_SYNTHESES = {
    "2023-06": 41,
    "2023-08": 110,
    "2024-01": 129,
    "2024-02": 266,
    "2024-04": 394,
    "2024-06": 492,
    "2024-08": 487,
    "2024-10": 509,
}


def send(slug: str, content: bytes, *, day: date, attachment: str = "", **further: object) -> Publication:
    return receive_publication(
        actor=SYSTEM,
        list_slug=slug,
        files=[(f"{attachment or day}.csv", content)],
        table="auto",
        period_end=day,
        published_on=day,
        received_from="a test",
        attachment=attachment,
        **further,
    )


def month(name: str) -> date:
    year, month_ = map(int, name.split("-"))
    return date(year, month_, 28)


def codes(publication: Publication) -> set[str]:
    return {str(doubt["code"]) for doubt in publication.reasons}


def changes(publication: Publication) -> dict[str, int]:
    return queries.change_counts(Edition.objects.get(publication=publication))


@pytest.mark.parametrize(
    ("slug", "folder", "parts"),
    [("algorithm", "algorithm", ALGORITHMS), ("deep-synthesis", "deep_synthesis", DEEP_SYNTHESES)],
)
def test_each_attachment_becomes_an_edition_that_adds_its_rows(
    slug: str, folder: str, parts: dict[str, int], shared_data: Path
) -> None:
    total = 0
    for part, count in parts.items():
        content = (shared_data / folder / f"{part}.csv").read_bytes()
        publication = send(slug, content, day=month(part), attachment=part)
        total += count
        assert (part, publication.reasons, publication.state) == (part, [], "approved")
        assert changes(publication) == {"added": count, "gone": 0, "altered": 0}
    edition = queries.current_edition(slug)
    assert edition is not None
    assert (edition.number, edition.totals) == (len(parts), {folder: total})
    assert queries.entries(edition).filter(remark__contains="已注销").count() == (11 if slug == "algorithm" else 29)


@pytest.fixture
def first_attachment(shared_data: Path) -> Iterator[str]:
    """The text of the first attachment of the list of algorithms, which is in the list."""
    content = (shared_data / "algorithm" / "2022-08.csv").read_bytes()
    send("algorithm", content, day=date(2022, 8, 12), attachment="2022-08")
    yield content.decode("utf-8-sig")


def test_an_attachment_edited_in_place_is_looked_at_by_people_first_synthetic(first_attachment: str) -> None:
    edited = first_attachment.replace(",,no", ",已注销,no", 1).replace("网易传媒信息搜索算法", "网易传媒搜索算法")
    publication = send("algorithm", edited.encode(), day=date(2023, 5, 4), attachment="2022-08")
    assert (publication.state, codes(publication)) == ("quarantined", {DoubtCode.ALTERED})
    assert Edition.objects.count() == 1


def test_what_people_let_in_of_an_edited_attachment_is_a_change_field_by_field_synthetic(first_attachment: str) -> None:
    edited = first_attachment.replace(",,no", ",已注销,no", 1).replace("网易传媒信息搜索算法", "网易传媒搜索算法")
    lines = edited.splitlines(keepends=True)
    shorter = "".join(lines[:-1])
    publication = send("algorithm", shorter.encode(), day=date(2023, 5, 4), attachment="2022-08", decision="a test")
    found = {(change.kind, tuple(change.fields)) for change in Change.objects.filter(edition__publication=publication)}
    assert found == {("altered", ("remark",)), ("altered", ("name",)), ("gone", ())}
    assert codes(publication) == {DoubtCode.ALTERED, DoubtCode.GONE}


def test_an_attachment_leaves_the_rows_of_the_others_alone(first_attachment: str, shared_data: Path) -> None:
    second = (shared_data / "algorithm" / "2022-10.csv").read_bytes()
    send("algorithm", second, day=date(2022, 10, 28), attachment="2022-10")
    edited = first_attachment.replace(",,no", ",已注销,no", 1)
    publication = send("algorithm", edited.encode(), day=date(2023, 5, 4), attachment="2022-08", decision="a test")
    assert changes(publication) == {"added": 0, "gone": 0, "altered": 1}
    assert Entry.objects.filter(last_edition=None).count() == 100


def test_an_attachment_that_says_nothing_new_makes_no_edition(first_attachment: str) -> None:
    publication = send("algorithm", (first_attachment + "\n").encode(), day=date(2023, 5, 4), attachment="2022-08")
    assert (publication.state, codes(publication)) == ("quarantined", {DoubtCode.REPEATED})


@pytest.mark.parametrize("attachment", ["", "  ", "x" * 41])
def test_a_list_of_attachments_wants_to_know_which_one_it_is(attachment: str, shared_data: Path) -> None:
    content = (shared_data / "algorithm" / "2022-08.csv").read_bytes()
    with pytest.raises(Refused) as refused:
        send("algorithm", content, day=date(2022, 8, 12), attachment=attachment)
    assert [problem.field for problem in refused.value.problems] == ["attachment"]
    assert not Publication.objects.exists()


def test_each_notice_of_cancellations_adds_its_rows(shared_data: Path) -> None:
    header, *rows = (shared_data / "cancellations.csv").read_text(encoding="utf-8-sig").splitlines()
    for day, count in NOTICES.items():
        own = [row for row in rows if f",{day}," in row]
        content = "\n".join([header, *own]).encode()
        publication = send("cancellations", content, day=date.fromisoformat(day), attachment=day)
        assert (day, publication.reasons) == (day, [])
        assert changes(publication) == {"added": count, "gone": 0, "altered": 0}
        keys = queries.changed_number_keys(Edition.objects.get(publication=publication))
        assert keys == {number_key(row.split(",")[4]) for row in own}
    assert queries.current_edition("cancellations").totals == {"cancellation": 41}


def test_a_notice_sent_again_in_another_file_is_held_back(shared_data: Path) -> None:
    header, *rows = (shared_data / "cancellations.csv").read_text(encoding="utf-8-sig").splitlines()
    own = [row for row in rows if ",2025-09-11," in row]
    send("cancellations", "\n".join([header, *own]).encode(), day=date(2025, 9, 11), attachment="2025-09-11")
    again = send("cancellations", "\r\n".join([header, *own]).encode(), day=date(2025, 9, 12), attachment="2025-09-12")
    assert again.state == "quarantined"
    assert DoubtCode.ALTERED in codes(again)


PROVINCE = """序号,属地,大模型名称,备案单位,备案编号,备案时间
1,广东省,SYNTHETIC 甲,广东某某合成科技有限公司,Guangdong-SYNTHETICA-202601010001,2026/1/5
2,广东省,SYNTHETIC 乙,广东某某合成科技有限公司,Guangdong-SYNTHETICB-202601010002,2026/1/5
"""


def test_a_provincial_list_is_published_whole_synthetic() -> None:
    first = send("provincial-gd", PROVINCE.encode(), day=date(2026, 1, 31))
    assert (first.state, changes(first)) == ("approved", {"added": 2, "gone": 0, "altered": 0})
    third = "3,广东省,SYNTHETIC 丙,广东某某合成科技有限公司,Guangdong-SYNTHETICC-202602010003,2026/2/5\n"
    second = send("provincial-gd", (PROVINCE + third).encode(), day=date(2026, 2, 28), announced={"filing": 3})
    assert (second.state, changes(second)) == ("approved", {"added": 1, "gone": 0, "altered": 0})
    less = send("provincial-gd", "".join(PROVINCE.splitlines(keepends=True)[:2]).encode(), day=date(2026, 3, 31))
    assert (less.state, codes(less)) == ("quarantined", {DoubtCode.GONE})


def test_rows_of_one_list_are_not_taken_into_another(shared_data: Path) -> None:
    content = (shared_data / "deep_synthesis" / "2023-06.csv").read_bytes()
    with pytest.raises(Refused) as refused:
        send("algorithm", content, day=date(2023, 6, 28), attachment="2023-06")
    assert [problem.code for problem in refused.value.problems] == ["F-OTHER-LIST"]


@pytest.mark.parametrize(("announced", "state"), [(30, "approved"), (31, "quarantined"), (29, "quarantined")])
def test_what_a_notice_announces_of_a_list_in_parts_is_counted_over_all_of_them(
    announced: int, state: str, shared_data: Path
) -> None:
    content = (shared_data / "algorithm" / "2022-08.csv").read_bytes()
    said = {"algorithm": announced}
    publication = send("algorithm", content, day=date(2022, 8, 12), attachment="2022-08", announced=said)
    assert publication.state == state
    assert publication.announced == said
