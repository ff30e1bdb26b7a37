"""How often the API may be asked."""

import logging
from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

if TYPE_CHECKING:
    # Views load the authentication, which counts by these rates.
    from rest_framework.views import APIView

log = logging.getLogger(__name__)


class _Rate(SimpleRateThrottle):
    """A rate that stops nobody while the cache that counts can't be reached."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
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


class WrongKeyRate(_Rate):
    """How often one address may send a key that is not taken: who guesses is slowed, right keys never are."""

    scope = "wrong-key"
    rate = "20/10 minutes"

    def parse_rate(self, rate: str | None) -> tuple[int | None, int | None]:
        """A rate in so many minutes, for which DRF has no notation."""
        if rate is None:
            return None, None
        number, _, span = rate.partition("/")
        return int(number), int(span.split()[0]) * 60

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        """Counted by address: who is asking is not known while this is asked."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
