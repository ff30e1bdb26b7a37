"""A small OpenID provider on this machine: it lets everybody in whom a test names, and says what the test says."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "hefu", "a secret between the two"
FIRST_PORT = 20500


class Provider:
    """What the provider answers; `claims` is whom the next sign-in is for."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.lifted: dict[str, str] = {}
        # When somebody last typed their password here; what comes after rests on what the browser remembers.
        self.proved_at = int(time.time()) - 3600

    def configuration(self) -> dict[str, Any]:
        names = ("authorization", "token", "userinfo")
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{f"{name}_endpoint": f"{self.url}/{name}" for name in names},
        }

    def authorization(self, query: dict[str, str]) -> str:
        """Where the browser goes back to."""
        self.asked.append(query)
        if query.get("prompt") == "login":
            self.proved_at = int(time.time())
        return f"{query['redirect_uri']}?{urlencode({'code': 'the code', 'state': query['state']})}"

    def token(self, body: dict[str, str]) -> dict[str, Any]:
        """A token for who knows the secret and began this very sign-in."""
        digest = hashlib.sha256(body["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.asked[-1]["code_challenge"]
        assert (body["client_id"], body["client_secret"], body["code"]) == (CLIENT, SECRET, "the code")
        said = {"iss": self.url, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 60}
        said |= {"auth_time": self.proved_at, **self.claims}
        signed = jwt.encode({**said, **self.lifted}, self.key, "RS256", headers={"kid": "1"})
        return {"access_token": "a token", "token_type": "Bearer", "id_token": signed}

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, listening on a free port of this machine."""
    handler = type("Answers", (_Answers,), {})
    server = next(filter(None, (_server(port, handler) for port in range(FIRST_PORT, FIRST_PORT + 100))))
    handler.provider = Provider(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield handler.provider
    finally:
        server.shutdown()
        server.server_close()


def _server(port: int, handler: Any) -> ThreadingHTTPServer | None:
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return None


class _Answers(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorization":
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self._send({}, 302, {"Location": self.provider.authorization(query)})
        elif parts.path == "/userinfo":
            self._send(self.provider.claims)
        elif parts.path == "/jwks":
            self._send(self.provider.jwks())
        else:
            self._send(self.provider.configuration())

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._send(self.provider.token({name: values[0] for name, values in body.items()}))

    def _send(self, said: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())
