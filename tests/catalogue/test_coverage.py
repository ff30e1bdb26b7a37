"""Does a claim reach this version? One version among those of its product."""

from apps.catalogue.coverage import Coverage, Statement, cover


def said(claim_id: int, version_id: int, holds: bool = True, rank: int = 0, visible: bool = True) -> Statement:
    return Statement(claim_id=claim_id, version_id=version_id, holds=holds, rank=rank, visible=visible)


def test_a_version_named_by_a_claim_that_holds_is_covered() -> None:
    claim = said(1, 10)
    covering = cover(10, [said(2, 11), claim])
    assert (covering.coverage, covering.statement) == (Coverage.COVERED, claim)


def test_a_version_nobody_spoke_of_is_not_assessed() -> None:
    covering = cover(10, [])
    assert (covering.coverage, covering.statement) == (Coverage.NOT_ASSESSED, None)


def test_a_version_whose_claims_do_not_hold_is_not_covered() -> None:
    assert cover(10, [said(1, 10, holds=False)]).coverage == Coverage.NOT_COVERED


def test_a_claim_that_holds_for_another_version_makes_this_one_changed() -> None:
    assert cover(10, [said(1, 11)]).coverage == Coverage.VERSION_CHANGED


def test_a_claim_that_does_not_hold_for_another_version_says_nothing_of_this_one() -> None:
    assert cover(10, [said(1, 11, holds=False)]).coverage == Coverage.NOT_ASSESSED


def test_a_claim_on_the_version_itself_decides_before_one_on_another() -> None:
    assert cover(10, [said(1, 11), said(2, 10, holds=False)]).coverage == Coverage.NOT_COVERED


def test_of_several_claims_the_one_that_holds_decides_then_the_best_then_the_newest() -> None:
    statements = [said(1, 10, rank=1), said(2, 10, rank=0), said(3, 10, rank=0), said(4, 10, holds=False)]
    for order in (statements, statements[::-1]):
        covering = cover(10, order)
        assert covering.statement is not None
        assert covering.statement.claim_id == 3


def test_of_the_claims_on_other_versions_one_the_reader_may_see_is_named_first() -> None:
    hidden, visible = said(9, 12, visible=False), said(1, 11)
    assert cover(10, [hidden, visible]).statement == visible
    assert cover(10, [hidden]).statement == hidden
