"""Who answers for what: contracts, parties, clauses, obligations and their clocks."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "apps.contracts"
    label = "contracts"
