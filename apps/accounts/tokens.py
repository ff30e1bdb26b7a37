"""The token of an invitation: made of a seed that is kept and a secret that is not kept beside it."""

import base64
import hashlib
import hmac

PURPOSE = b"invitation"


def token_of(secret: str, seed: str) -> str:
    """The 256-bit token of a seed, as it stands in a link; who has the rows alone can't make it."""
    made = hmac.new(secret.encode(), PURPOSE + b"\0" + seed.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def token_digest(token: str) -> str:
    """The SHA-256 a token is found by."""
    return hashlib.sha256(token.encode()).hexdigest()
