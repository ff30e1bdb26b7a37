"""Does a claim reach this version? One version among those of its product."""

from apps.catalogue.coverage import Coverage, Statement, cover


def said(claim_id: int, version_id: int, holds: bool = True, rank: int = 0, registration: bool = False) -> Statement:
    return Statement(claim_id=claim_id, version_id=version_id, holds=holds, rank=rank, registration=registration)


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


def test_of_the_claims_on_other_versions_the_newest_is_named() -> None:
    assert cover(10, [said(1, 11), said(9, 12)]).statement == said(9, 12)


def test_a_registration_alone_covers_nothing_and_the_answer_says_what_is_missing() -> None:
    app = said(2, 10, registration=True)
    covering = cover(10, [app])
    assert (covering.coverage, covering.statement, covering.pair_missing) == (Coverage.NOT_COVERED, app, True)
    for other in (said(1, 10, holds=False), said(1, 11), said(1, 10, registration=True)):
        covering = cover(10, [app, other])
        assert (covering.coverage, covering.statement, covering.pair_missing) == (Coverage.NOT_COVERED, app, True)


def test_a_registration_beside_a_filing_that_holds_is_covered_by_the_filing() -> None:
    model, app = said(1, 10, rank=1), said(2, 10, registration=True)
    for order in ([model, app], [app, model]):
        covering = cover(10, order)
        assert (covering.coverage, covering.statement, covering.pair_missing) == (Coverage.COVERED, model, False)


def test_a_registration_that_does_not_hold_misses_more_than_its_pair() -> None:
    covering = cover(10, [said(1, 10, holds=False, registration=True)])
    assert (covering.coverage, covering.pair_missing) == (Coverage.NOT_COVERED, False)
