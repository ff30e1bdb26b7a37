"""Names of the background jobs of packs."""

from enum import StrEnum


class Job(StrEnum):
    BUILD_PACK = "evidence.build_pack"
