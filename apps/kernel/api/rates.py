"""How often the API may be asked."""

import logging

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle
from rest_framework.views import APIView

log = logging.getLogger(__name__)


class _Rate(SimpleRateThrottle):
    """A rate that stops nobody while the cache that counts can't be reached."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            log.warning("Requests are not counted, the cache can't be reached: %s", error)
            return True


class WithoutKeyRate(_Rate, AnonRateThrottle):
    """How often one address may ask without a key."""

    rate = "60/minute"


class WithKeyRate(_Rate, UserRateThrottle):
    """How often one key may ask."""

    rate = "5000/hour"
