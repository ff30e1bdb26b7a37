"""Names of the background jobs of the log."""

from enum import StrEnum


class Job(StrEnum):
    SIGN_CHECKPOINT = "ledger.sign_checkpoint"
