"""What is sold, in which build, and who may look: products, versions and shares."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "apps.catalogue"
    label = "catalogue"
