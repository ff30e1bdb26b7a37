"""The chain page with what stands upstream, and the question whether the AI software was changed."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.catalogue import queries as catalogue
from apps.catalogue.models import Share
from apps.catalogue.services import sharing
from apps.claims import queries as claims
from tests import factories
from tests.desk.conftest import Cast
from tests.downstream import Downstream, downstream, two_ways

pytestmark = pytest.mark.django_db
Reading = Callable[[Any], str]


@pytest.fixture
def scene(cast: Cast) -> Downstream:
    """A covered kiosk that goes from its maker by a reseller to a buyer."""
    made = downstream()
    cast.people |= {"maker": made.maker, "reseller": made.reseller, "buyer": made.buyer}
    return made


def given(scene: Downstream) -> Share:
    return catalogue.given_shares(actor=scene.reseller).get()


def coverage(scene: Downstream) -> str:
    return str(claims.version_status(actor=scene.buyer, version=scene.version).coverage)


def test_the_chain_shows_with_each_line_how_its_versions_stand_upstream(cast: Cast, scene: Downstream) -> None:
    (line,) = cast.get("reseller", "chain").context["lines"]
    assert [(one.code, one.count) for one in line["counts"]] == [("covered", 1)]
    sharing.say_changed(actor=scene.reseller, share=given(scene), changed=True)
    (line,) = cast.get("reseller", "chain").context["lines"]
    assert [(one.code, one.count) for one in line["counts"]] == [("covered", 1)], "upstream nothing has changed"


def test_of_a_way_that_opens_one_version_the_others_are_not_counted(cast: Cast) -> None:
    scene = two_ways()
    cast.people["below"] = scene.buyer
    factories.version(scene.maker, scene.product, ai_software="1.9.0")
    sharing.withdraw_share(actor=scene.resellers[0], share=scene.shares[0])
    receiver = scene.shares[0].to_organisation
    labels = {"label_code": "N0", "label_name": "Kiosk N0"}
    sharing.share_product(
        actor=scene.resellers[0],
        product=scene.product,
        to_organisation=receiver,
        scopes=["status"],
        versions=[scene.version],
        **labels,
    )
    lines = cast.get("below", "chain").context["lines"]
    assert [(one["line"].seen.code, one["counts"][0].count) for one in lines] == [("N0", 1), ("N1", 2)]


def test_the_question_is_asked_answered_and_answered_anew(cast: Cast, scene: Downstream, reading: Reading) -> None:
    share = given(scene)
    assert "AI software not changed" in reading(cast.get("reseller", "chain"))
    assert "Did you change the AI software?" in reading(cast.get("reseller", "share-software", pk=share.pk))
    answer = cast.post("reseller", "share-software", {"changed_software": "yes"}, pk=share.pk)
    assert answer.status_code == 302
    assert coverage(scene) == "version_changed"
    assert "AI software changed: a new claim is needed" in reading(cast.get("reseller", "chain"))
    assert "AI software changed: a new claim is needed" in reading(
        cast.get("reseller", "share-add", pk=scene.product.pk)
    )
    assert "AI software changed" in reading(cast.get("buyer", "received"))
    page = cast.get("reseller", "share-software", pk=share.pk)
    assert page.context["form"]["changed_software"].value() == "yes"
    assert "add the changed product as one of your own" in reading(page)
    cast.post("reseller", "share-software", {"changed_software": "no"}, pk=share.pk)
    assert coverage(scene) == "covered"


def test_without_an_answer_nothing_is_changed_and_it_is_asked_for(cast: Cast, scene: Downstream) -> None:
    sharing.say_changed(actor=scene.reseller, share=given(scene), changed=True)
    page = cast.post("reseller", "share-software", {}, pk=given(scene).pk)
    assert list(page.context["form"].errors) == ["changed_software"]
    assert coverage(scene) == "version_changed"


def test_nobody_but_who_passed_it_on_is_asked(cast: Cast, scene: Downstream) -> None:
    own = catalogue.given_shares(actor=scene.maker).get()
    assert cast.get("maker", "share-software", pk=own.pk).status_code == 403
    for who in ("maker", "buyer", "stranger"):
        assert cast.post(who, "share-software", {"changed_software": "yes"}, pk=given(scene).pk).status_code in (
            403,
            404,
        )
    assert coverage(scene) == "covered"


def test_who_passes_on_is_asked_with_the_share_and_the_maker_is_not(cast: Cast, scene: Downstream) -> None:
    below = factories.organisation("buyer")
    labels = {"label_code": "BK3", "label_name": "Borealis three"}
    body = {"to_organisation": below.slug, "scopes": [], "depth": "0", **labels}
    asked = cast.post("reseller", "share-add", body, pk=scene.product.pk)
    assert list(asked.context["form"].errors) == ["changed_software"]
    answered = cast.post("reseller", "share-add", {**body, "changed_software": "yes"}, pk=scene.product.pk)
    assert answered.status_code == 302
    buyer = factories.member(below)
    assert claims.version_status(actor=buyer, version=scene.version).coverage == "version_changed"
    assert "changed_software" not in cast.get("maker", "share-add", pk=scene.product.pk).context["form"].fields


def test_who_has_a_changed_one_too_is_told_so_before_passing_it_on(cast: Cast, reading: Reading) -> None:
    scene = two_ways()
    cast.people["below"] = scene.buyer
    notice = "If what you pass on is the changed one, answer Yes below."
    assert notice not in reading(cast.get("below", "share-add", pk=scene.product.pk))
    sharing.say_changed(actor=scene.resellers[1], share=scene.shares[1], changed=True)
    assert notice in reading(cast.get("below", "share-add", pk=scene.product.pk))
