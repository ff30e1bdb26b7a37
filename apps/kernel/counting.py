"""Counting how often somebody asks, in the cache that every process shares."""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

MINUTE = 60
HOUR = 60 * MINUTE


def too_often(what: str, who: str, most: int, within: int = MINUTE) -> bool:
    """Whether `who` has asked for `what` more than `most` times within some seconds; nobody is stopped uncounted."""
    key = f"counted:{what}:{who}"
    try:
        cache.add(key, 0, timeout=within)
        return int(cache.incr(key)) > most
    except (RedisError, ValueError) as error:
        log.warning("What is asked for is not counted, the cache can't be reached: %s", error)
        return False
