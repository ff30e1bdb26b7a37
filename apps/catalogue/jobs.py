"""Names of the background jobs of the catalogue."""

from enum import StrEnum


class Job(StrEnum):
    TELL_OF_END = "catalogue.tell_of_end"
