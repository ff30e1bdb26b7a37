"""Names of the background jobs of messages."""

from enum import StrEnum


class Job(StrEnum):
    DELIVER = "notify.deliver"
