"""Counting how often somebody asks, in the cache that every process shares."""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

MINUTE = 60


def too_often(what: str, who: str, most: int) -> bool:
    """Whether `who` has asked for `what` more than `most` times within a minute; nobody is stopped uncounted."""
    key = f"counted:{what}:{who}"
    try:
        cache.add(key, 0, timeout=MINUTE)
        return int(cache.incr(key)) > most
    except (RedisError, ValueError) as error:
        log.warning("What is asked for is not counted, the cache can't be reached: %s", error)
        return False
