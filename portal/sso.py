"""Company sign-ins (SSO) as the operator configures them, in the form django-allauth reads."""

import json
from typing import Any

from portal.local.state import LocalError

# Which of the portal's kinds is which of allauth's providers, and what each must say.
KINDS = {
    "oidc": ("openid_connect", ("id", "name", "client_id", "secret", "server_url")),
    "saml": ("saml", ("id", "name", "entity_id", "sso_url", "x509cert")),
    "dingtalk": ("dingtalk", ("client_id", "secret")),
    "feishu": ("feishu", ("client_id", "secret")),
    "weixin": ("weixin", ("client_id", "secret")),
}
NAMES = {"dingtalk": "DingTalk", "feishu": "Feishu", "weixin": "Weixin"}


def providers(text: str) -> dict[str, dict[str, Any]]:
    """Allauth's SOCIALACCOUNT_PROVIDERS from the JSON of SSO_PROVIDERS; raises LocalError naming what is wrong.

    The JSON is a list of objects with `kind` and what `KINDS` names. `trusted_email_domains` lists the domains whose
    addresses the provider may speak for; `emails_verified` says that its addresses are all confirmed although it
    does not say so itself (usual with SAML).
    """
    try:
        said = json.loads(text) if text.strip() else []
    except ValueError as error:
        raise LocalError(f"SSO_PROVIDERS is not JSON: {error}") from error
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise LocalError("SSO_PROVIDERS must be a list of objects")
    found: dict[str, dict[str, Any]] = {}
    for one in said:
        kind, provider, app = _app(one)
        settings = found.setdefault(provider, {"APPS": [], "OAUTH_PKCE_ENABLED": True})
        if settings["APPS"] and kind not in ("oidc", "saml"):
            raise LocalError(f"SSO_PROVIDERS names {kind} twice")
        settings["APPS"].append(app)
    return found


def _app(one: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    kind = str(one.get("kind", ""))
    if kind not in KINDS:
        raise LocalError(f"SSO_PROVIDERS: {kind!r} is not one of {', '.join(KINDS)}")
    provider, needed = KINDS[kind]
    if missing := [name for name in needed if not one.get(name)]:
        raise LocalError(f"SSO_PROVIDERS: {kind} lacks {', '.join(missing)}")
    domains = [str(domain).lower() for domain in one.get("trusted_email_domains", [])]
    settings: dict[str, Any] = {"trusted_email_domains": domains}
    if one.get("emails_verified"):
        settings["verified_email"] = domains
    app = {
        "name": one.get("name") or NAMES[kind],
        "client_id": one.get("client_id", ""),
        "secret": one.get("secret", ""),
    }
    if kind == "oidc":
        if not _is_private(str(one["server_url"])):
            raise LocalError("SSO_PROVIDERS: server_url must begin with https://")
        app["provider_id"] = one["id"]
        settings["server_url"] = one["server_url"]
    if kind == "saml":
        app["client_id"] = one["id"]
        settings["idp"] = {name: one[name] for name in ("entity_id", "sso_url", "x509cert")}
        settings["attribute_mapping"] = one.get("attribute_mapping", {"email": "email", "first_name": "name"})
        settings["advanced"] = {"want_assertion_signed": True, "reject_deprecated_algorithm": True}
    return kind, provider, {**app, "settings": settings}


def _is_private(address: str) -> bool:
    """Whether nobody can listen on the way: https, or a server on this machine."""
    return address.startswith(("https://", "http://127.0.0.1:", "http://localhost:"))
