"""The pages people use, one package per reader; it has no models of its own."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "apps.desk"
    label = "desk"
