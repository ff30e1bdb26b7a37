"""Names of the kernel's background jobs."""

from enum import StrEnum


class Job(StrEnum):
    RELAY_OUTBOX = "kernel.relay_outbox"
