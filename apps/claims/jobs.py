"""Names of the background jobs of claims."""

from enum import StrEnum


class Job(StrEnum):
    READ_CERTIFICATE = "claims.read_certificate"
    VERIFY_CLAIM = "claims.verify_claim"
    TELL_OF_CHANGES = "claims.tell_of_changes"
    TELL_OF_CHANGE = "claims.tell_of_change"
