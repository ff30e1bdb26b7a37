"""Codes on boxes: made, read with the slips people make, and looked up by anybody."""

import random

import pytest

from apps.catalogue import queries
from apps.catalogue.codes import ALPHABET, new_code, read_code, spaced
from apps.catalogue.models import PublicCode
from apps.catalogue.services.public_codes import issue_code, revoke_code
from tests import factories
from tests.catalogue.cast import Cast, assert_refused, cast

CODE = new_code(random.Random(1).choice)


def test_a_code_is_read_back_however_it_is_written() -> None:
    assert len(CODE) == 9
    assert spaced(CODE) == f"{CODE[:4]}-{CODE[4:8]}-{CODE[8]}"
    for text in (CODE, spaced(CODE), f" {spaced(CODE).lower()} ", CODE.replace("0", "O").replace("1", "l")):
        assert read_code(text) == CODE


def test_every_wrong_character_and_every_two_that_changed_places_are_caught() -> None:
    wrong = {CODE[:n] + other + CODE[n + 1 :] for n in range(9) for other in ALPHABET if other != CODE[n]}
    assert [text for text in wrong if read_code(text)] == []
    changed = {CODE[:n] + CODE[n + 1] + CODE[n] + CODE[n + 2 :] for n in range(8)} - {CODE}
    assert [text for text in changed if read_code(text)] == []


@pytest.mark.parametrize("text", ["", "7", "U" * 9, CODE + "0", CODE[:-1], "七七七七七七七七七", "\x00" * 9])
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) is None


@pytest.fixture
def stage() -> Cast:
    return cast()


@pytest.mark.django_db
def test_anybody_finds_by_a_code_whose_version_it_is_and_whether_it_is_in_use(stage: Cast) -> None:
    code = issue_code(actor=stage.owner, version=stage.shared)
    found = queries.public_version(spaced(code.code))
    assert found is not None
    assert (found.owner_id, found.version_id, found.open, found.tells_number) == (
        stage.supplier.pk,
        stage.shared.pk,
        True,
        False,
    )
    revoke_code(actor=stage.owner, code=code)
    found = queries.public_version(code.code)
    assert found is not None
    assert not found.open
    assert queries.public_version(CODE) is None
    assert queries.public_version("no code") is None


@pytest.mark.django_db
def test_a_version_has_one_code_in_use(stage: Cast) -> None:
    code = issue_code(actor=stage.owner, version=stage.shared)
    assert issue_code(actor=stage.owner, version=stage.shared) == code
    assert issue_code(actor=stage.owner, version=stage.shared, tells_number=True).tells_number
    assert list(queries.codes(actor=stage.owner, product=stage.product)) == [code]
    revoke_code(actor=stage.owner, code=code)
    assert revoke_code(actor=stage.owner, code=code).revoked_at == code.revoked_at
    assert issue_code(actor=stage.owner, version=stage.shared).code != code.code
    assert PublicCode.objects.owned_by(stage.owner).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["partner", "stranger", "colleague"])
def test_nobody_but_the_owner_with_the_verb_issues_or_revokes_a_code(stage: Cast, who: str) -> None:
    code = issue_code(actor=stage.owner, version=stage.shared)
    actor = getattr(stage, who)
    assert_refused(lambda: issue_code(actor=actor, version=stage.unshared))
    assert_refused(lambda: revoke_code(actor=actor, code=code))
    assert (who == "colleague") == queries.codes(actor=actor, product=stage.product).exists()
    assert factories.SYSTEM.is_system
