"""What the supplier says and whether the list agrees: certificates, claims, reliance and verifications."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "apps.claims"
    label = "claims"
