"""Every model says whose rows it holds."""

from apps.kernel.tenancy import TenantModel, TenantQuerySet
from portal.walls import PART, PLATFORM, PUBLIC
from tests.architecture.project import our_models


def test_every_model_says_whose_rows_it_holds() -> None:
    tenant = {model._meta.label for model in our_models() if issubclass(model, TenantModel)}
    assert sorted(tenant | PUBLIC | PLATFORM | PART) == sorted(model._meta.label for model in our_models())
    assert tenant & (PUBLIC | PLATFORM | PART) == set()


def test_every_tenant_model_is_read_through_a_queryset_that_must_be_narrowed() -> None:
    found = [
        model._meta.label
        for model in our_models()
        if issubclass(model, TenantModel)
        and not (
            isinstance(model._default_manager.all(), TenantQuerySet)
            and model._meta.default_manager_name == "objects"
            and model._meta.base_manager_name == "rows"
        )
    ]
    assert found == []


def test_every_public_or_platform_row_has_no_owner() -> None:
    found = [
        model._meta.label
        for model in our_models()
        if model._meta.label in PUBLIC | PLATFORM and "owner" in {field.name for field in model._meta.get_fields()}
    ]
    assert found == []


def test_every_model_has_an_order_or_is_never_listed() -> None:
    """A page of an unordered list shows rows twice or never; tenant and public rows are what pages list."""
    ordered = PUBLIC - {"claims.Run", "registry.PublicList"}
    found = [
        model._meta.label
        for model in our_models()
        if (issubclass(model, TenantModel) or model._meta.label in ordered) and not model._meta.ordering
    ]
    assert found == []
