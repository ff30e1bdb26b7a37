"""The cast of four that every question of access is asked of, on a stage where one share is open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from django.apps import apps

from apps.accounts.models import Organisation
from apps.catalogue.models import Product, Share, Version
from apps.kernel.actor import Actor, NotAllowed
from tests import factories


@dataclass(frozen=True)
class Cast:
    """Owner, partner with a share of one version, stranger while the partner holds it, colleague without the verb."""

    owner: Actor
    partner: Actor
    stranger: Actor
    colleague: Actor
    supplier: Organisation
    buyer: Organisation
    product: Product
    shared: Version
    unshared: Version
    share: Share


def cast(scopes: Sequence[str] = ("status",)) -> Cast:
    """A supplier with a product of two versions, one of them shared with a buyer."""
    supplier = factories.organisation("supplier", legal_name="北京百度网讯科技有限公司")
    buyer = factories.organisation("buyer")
    owner = factories.member(supplier)
    product = factories.product(owner)
    shared = factories.version(owner, product)
    unshared = factories.version(owner, product, ai_software="1.9.0")
    return Cast(
        owner=owner,
        partner=factories.member(buyer),
        stranger=factories.stranger("supplier"),
        colleague=factories.member(supplier, "viewer"),
        supplier=supplier,
        buyer=buyer,
        product=product,
        shared=shared,
        unshared=unshared,
        share=factories.share(owner, product, buyer, scopes, [shared]),
    )


def rows_of_every_table() -> dict[str, int]:
    """How many rows each of our tables holds."""
    ours = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_config.name.startswith("apps.")]
    return {model._meta.label: model._base_manager.count() for model in ours}


def assert_refused(write: Callable[[], object], *errors: type[Exception]) -> None:
    """The write is refused and leaves every table as it was."""
    before = rows_of_every_table()
    with pytest.raises(errors or (NotAllowed,)):
        write()
    assert rows_of_every_table() == before
