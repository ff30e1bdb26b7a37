"""How an organisation is named in answers."""

from typing import Any

from rest_framework import serializers


class OrganisationSerializer(serializers.Serializer[Any]):
    """An organisation; its legal name is as on its licence and never translated."""

    slug = serializers.SlugField()
    legal_name = serializers.CharField()
    english_name = serializers.CharField(allow_blank=True)
    country = serializers.CharField(help_text="ISO 3166-1, two letters.")
