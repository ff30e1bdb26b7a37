"""Names of the background jobs of the catalogue."""

from enum import StrEnum


class Job(StrEnum):
    TELL_OF_SHARE = "catalogue.tell_of_share"
    TELL_OF_RULE = "catalogue.tell_of_rule"
    TELL_OF_RECEIPT = "catalogue.tell_of_receipt"
    TELL_OF_SOFTWARE = "catalogue.tell_of_software"
    TELL_OF_END = "catalogue.tell_of_end"
    TELL_OF_REPORT = "catalogue.tell_of_report"
