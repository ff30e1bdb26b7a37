"""Shapes of what goes in and out of the API, shared by its resources."""

from collections.abc import Mapping
from datetime import UTC
from enum import StrEnum
from typing import Any, ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import inline_serializer
from rest_framework import exceptions, serializers


class MomentField(serializers.DateTimeField):
    """A moment, told in UTC whatever the time zone of the pages is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default_timezone": UTC, **kwargs})


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One thing that is wrong with the input."""

    detail = serializers.CharField(help_text="What is wrong and how to mend it, in the language of Accept-Language.")
    code = serializers.CharField(help_text="A name for programs; it does not change with the language.")
    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body, such as `#/lines/0/line`.")
    parameter = serializers.CharField(required=False, help_text="The query parameter, where there is no body.")
    row = serializers.IntegerField(required=False, help_text="The row of a table; the header is row 1.")


# Made by call because a serializer class has an attribute `errors` of its own.
PROBLEM = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(help_text="A URN that names the kind of problem, as RFC 9457 asks."),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "detail": serializers.CharField(),
        "instance": serializers.CharField(help_text="The path that was asked for."),
        "code": serializers.CharField(),
        "errors": ProblemErrorSerializer(many=True),
    },
)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why: a code that never changes its meaning, and one sentence in each language."""

    code = serializers.CharField(help_text="A reason code such as `R-NUM-EXACT`.")
    en = serializers.CharField(help_text="The sentence in English.")
    zh = serializers.CharField(help_text="The sentence in Simplified Chinese.")


class InputSerializer(serializers.Serializer[Any]):
    """A body that names only what it may name: a misspelt field is refused, not silently left out."""

    beside: ClassVar[frozenset[str]] = frozenset()

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = ", ".join(self.fields)
            unknown = {
                name: [_("There is no field of this name; known are: %(known)s.") % {"known": known}]
                for name in data
                if name not in self.fields and name not in self.beside
            }
            if unknown:
                raise exceptions.ValidationError(unknown, code="unknown_field")
        return super().to_internal_value(data)


class QuerySerializer(InputSerializer):
    """The parameters of an address, beside those every list takes."""

    beside = frozenset({"page", "page_size", "lang"})


def one_of(values: type[StrEnum] | type[TextChoices], **options: Any) -> serializers.ChoiceField:
    """A field that holds one of the values."""
    choices = values.choices if issubclass(values, TextChoices) else [(value.value, value.name) for value in values]
    return serializers.ChoiceField(choices=choices, **options)
