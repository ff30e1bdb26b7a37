"""What the authorities publish: lists, publications, editions, entries and changes."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "apps.registry"
    label = "registry"
