"""What the description of the API says of keys: the scopes there are, and which one each operation asks for."""

from typing import Any

from apps.accounts.roles import KEY_SCOPES, scope_that_holds
from apps.accounts.words import SCOPE_WORDS
from apps.kernel.permissions import Permission


def say_scopes(result: dict[str, Any], generator: object, request: object, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular: verbs of operations become the scopes that hold them, and scopes are explained."""
    for methods in result["paths"].values():
        for operation in methods.values():
            for scheme in operation["security"]:
                if "key" in scheme:
                    scheme["key"] = [scope_that_holds(Permission(verb)) for verb in scheme["key"]]
    schemes = result["components"]["securitySchemes"]
    explained = [f"- `{scope}`: {SCOPE_WORDS[scope]}" for scope in KEY_SCOPES]
    said = "\n".join([schemes["key"]["description"], "", "Scopes:", "", *explained])
    # The scheme comes from the settings and is shared by all that are made, so it is not changed in place.
    components = {
        **result["components"],
        "securitySchemes": {**schemes, "key": {**schemes["key"], "description": said}},
    }
    return {**result, "components": components}
