"""Names of the background jobs an edition of a list causes."""

from enum import StrEnum


class Job(StrEnum):
    # What follows a new edition lies in the apps above; the composition root runs it.
    FOLLOW_EDITION = "pipelines.follow_edition"
