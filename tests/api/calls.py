"""Asking the API as a program does."""

from typing import Any

from django.test import Client


def ask(
    path: str, key: str = "", body: object = None, *, language: str = "en", method: str = "", accept: str = "*/*"
) -> Any:
    """The answer to a GET, or to a POST where there is a body."""
    headers = {"accept": accept, "accept-language": language}
    if key:
        headers["authorization"] = f"Bearer {key}"
    client = Client(raise_request_exception=False)
    if body is None and method != "post":
        return client.get(f"/api/v1/{path}", headers=headers)
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers)
