"""The words everything is written in: actor, permissions, policy, tenancy, jobs, outbox, audit, files."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "apps.kernel"
    label = "kernel"
