"""Append-only Merkle log: leaves, checkpoints, timestamps and witnesses."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "apps.ledger"
    label = "ledger"
