"""What a publication does to the rows in force."""

from dataclasses import replace

from apps.registry.diffing import after, difference
from apps.registry.lists import Growth
from apps.registry.rows import ListRow
from tests.registry.made_rows import algorithm, filing, registration, rows_of, rows_upto


def by_place(rows: list[ListRow]) -> dict[tuple[str, str], ListRow]:
    return {row.place: row for row in rows}


def test_every_real_attachment_only_adds_rows() -> None:
    in_force = by_place(rows_upto("2026-02"))
    change = difference(in_force, rows_of("2026-04"))
    assert change.counts() == {"added": 121, "gone": 0, "altered": 0}
    assert after(in_force, change) == by_place(rows_upto("2026-04"))


def test_a_row_published_again_as_it_stands_changes_nothing() -> None:
    change = difference(by_place([filing(1)]), [filing(1)])
    assert change.counts() == {"added": 0, "gone": 0, "altered": 0}
    assert change.repeated == (filing(1),)


def test_an_altered_row_is_named_field_by_field() -> None:
    changed = replace(filing(1), holder="上海另一合成科技有限公司", province="上海市")
    (alteration,) = difference(by_place([filing(1), filing(2)]), [changed]).altered
    assert (alteration.before, alteration.after) == (filing(1), changed)
    assert alteration.fields == ("holder", "province")


def test_another_writing_of_a_number_alters_its_row_instead_of_adding_one() -> None:
    respelt = replace(filing(1), number=filing(1).number.replace("Beijing", "BEIJING"))
    change = difference(by_place([filing(1)]), [respelt])
    assert [alteration.fields for alteration in change.altered] == [("number",)]
    assert after(by_place([filing(1)]), change) == by_place([respelt])


def test_a_shifted_sequence_alters_no_row() -> None:
    assert difference(by_place([filing(1)]), [replace(filing(1), sequence=7)]).altered == ()


def test_rows_left_out_stay_in_a_list_that_grows_and_are_gone_in_one_that_is_published_whole() -> None:
    in_force = by_place([filing(1), filing(2)])
    assert difference(in_force, [filing(1)]).gone == ()
    change = difference(in_force, [filing(1)], growth=Growth.WHOLE)
    assert change.gone == (filing(2),)
    assert after(in_force, change) == by_place([filing(1)])


def test_one_number_in_two_tables_is_two_rows() -> None:
    other = replace(registration(1), number=filing(1).number)
    assert difference(by_place([filing(1)]), [other]).added == (other,)


def test_of_two_rows_with_one_number_the_first_counts() -> None:
    assert difference({}, [filing(1), replace(filing(1), name="SYNTHETIC other")]).added == (filing(1),)


def in_part(attachment: str, *sequences: int) -> list[ListRow]:
    return [replace(algorithm(sequence), attachment=attachment) for sequence in sequences]


def test_an_attachment_edited_in_place_replaces_its_own_rows_and_no_others() -> None:
    in_force = by_place([*in_part("2022-08", 1, 2), *in_part("2022-10", 3)])
    kept, marked = in_part("2022-08", 1)[0], replace(in_part("2022-08", 2)[0], remark="已注销")
    change = difference(in_force, [kept, marked], growth=Growth.ATTACHMENTS, attachment="2022-08")
    assert change.counts() == {"added": 0, "gone": 0, "altered": 1}
    assert change.altered[0].fields == ("remark",)
    change = difference(in_force, [kept], growth=Growth.ATTACHMENTS, attachment="2022-08")
    assert change.gone == tuple(in_part("2022-08", 2))
    assert set(after(in_force, change)) == {kept.place, in_part("2022-10", 3)[0].place}


def test_a_new_attachment_adds_its_rows() -> None:
    in_force = by_place(in_part("2022-08", 1, 2))
    change = difference(in_force, in_part("2022-10", 3), growth=Growth.ATTACHMENTS, attachment="2022-10")
    assert change.counts() == {"added": 1, "gone": 0, "altered": 0}


def test_a_row_that_moves_to_another_attachment_is_altered() -> None:
    in_force = by_place(in_part("2022-08", 1))
    change = difference(in_force, in_part("2022-10", 1), growth=Growth.ATTACHMENTS, attachment="2022-10")
    assert [alteration.fields for alteration in change.altered] == [("attachment",)]


def test_a_notice_takes_no_row_away() -> None:
    in_force = by_place(in_part("2025-07-14", 1))
    change = difference(in_force, in_part("2025-09-11", 2), growth=Growth.NOTICES, attachment="2025-09-11")
    assert change.counts() == {"added": 1, "gone": 0, "altered": 0}
