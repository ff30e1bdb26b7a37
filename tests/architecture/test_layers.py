"""Foreign keys point down the drawing too; a linter of imports can't see those given as strings."""

from collections.abc import Iterator

from django.db.models import Model

from tests.architecture.project import APP_NAMES, LAYERS, our_models

LEVEL = {app: level for level, layer in enumerate(LAYERS) for app in layer}


def upward_keys(model: type[Model]) -> Iterator[str]:
    here = model._meta.app_label
    for field in model._meta.get_fields():
        target = field.related_model if field.is_relation and not field.auto_created else None
        if not isinstance(target, type) or target._meta.app_label not in LEVEL:
            continue
        there = target._meta.app_label
        if here != there and LEVEL[there] >= LEVEL[here]:
            yield f"{model._meta.label}.{field.name} -> {target._meta.label}"


def test_foreign_keys_point_down() -> None:
    assert [found for model in our_models() for found in upward_keys(model)] == []


def test_every_app_has_its_place_in_the_drawing() -> None:
    assert {model._meta.app_label for model in our_models()} <= set(APP_NAMES)
