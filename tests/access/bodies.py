"""What is sent to each route that takes something: complete and right, so that only access can be in the way."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.access.world import World, newly_listed, picture
from tests.factories import PASSWORD

Body = Callable[[World, str], Mapping[str, Any]]

ORDER_LINES = "Line,Product,AI software\n1,W000,1.8.0\n"
PRODUCT = {"code": "W900", "name": "Gate", "name_zh": "闸机", "product_class": "other"}
IDENTITY = {"country": "NL", "legal_name": "Voorbeeld B.V.", "english_name": "", "register": "12345678"}
VERSION = {"hardware": "C1", "firmware": "4.0", "ai_software": "2.0"}


def described(world: World) -> dict[str, str]:
    """A claim on a number of the list, as a form or a body says it."""
    row = newly_listed()[-2]
    return {"kind": "filing", "number": row["number"], "model_name": "", "holder": row["holder"], "province": ""}


def publication() -> SimpleUploadedFile:
    """One made-up row that continues the list."""
    text = (
        "table,sequence,province,name,holder,number,listed_on\n"
        "filing,869,北京市,示例模型,示例科技有限公司,Beijing-ShiLiMoXing-202605010999,2026-05-20\n"
    )
    return SimpleUploadedFile("may.csv", text.encode(), "text/csv")


PAGES: dict[str, Body] = {
    "sign-in": lambda world, person: {"login": world.user("supplier").email, "password": PASSWORD},
    "account_signup": lambda world, person: {
        "name": "New Person",
        "email": "new@example.test",
        "password1": f"{PASSWORD} again",
    },
    "account_reset_password": lambda world, person: {"email": world.user("supplier").email},
    "account_change_password": lambda world, person: {"oldpassword": PASSWORD, "password1": f"{PASSWORD} again"},
    "account_reauthenticate": lambda world, person: {"password": PASSWORD},
    "mfa_edit_webauthn": lambda world, person: {"name": "Desktop"},
    "account_login": lambda world, person: {"login": world.user("supplier").email, "password": PASSWORD},
    "sign-out": lambda world, person: {},
    "language": lambda world, person: {"language": "zh-hans", "next": "/help/status/"},
    "product-add": lambda world, person: PRODUCT,
    "version-add": lambda world, person: VERSION,
    "share-add": lambda world, person: {"to_organisation": world.organisation("stranger").slug, "scopes": []},
    "public-code-report": lambda world, person: {"text": "It stands on another machine."},
    "product-line": lambda world, person: {"line": "Kiosks"},
    "line-share-add": lambda world, person: {
        "line": "Line 0",
        "to_organisation": world.organisation("stranger").slug,
        "scopes": [],
        "depth": "0",
    },
    "line-share-end": lambda world, person: {},
    "received-share": lambda world, person: {"state": "accepted", "reason": ""},
    "public-page": lambda world, person: {"tells_number": ""},
    "public-code-revoke": lambda world, person: {},
    "auditor-add": lambda world, person: {
        "auditor": world.auditor.slug,
        "orders": "on",
        "period_from": "2026-01-01",
        "period_to": "2026-06-30",
        "until_on": f"{timezone.localdate() + timedelta(days=20):%Y-%m-%d}",
    },
    "auditor-end": lambda world, person: {},
    "share-withdraw": lambda world, person: {},
    "share-software": lambda world, person: {"changed_software": "yes"},
    "certificate-add": lambda world, person: {
        "kind": "filing",
        "file": SimpleUploadedFile("another.png", picture(200), "image/png"),
    },
    "claim-describe": lambda world, person: {**described(world), "lean": "own"},
    "claim-versions": lambda world, person: {"versions": [str(world.versions[0].pk)]},
    "claim-confirm": lambda world, person: {"confirmed": "on"},
    "claim-withdraw": lambda world, person: {},
    "key-add": lambda world, person: {"name": "till", "scopes": ["lists:read"], "expires": "90"},
    "key-rotate": lambda world, person: {},
    "key-revoke": lambda world, person: {},
    "onboarding-type": lambda world, person: {"capacity": "buyer"},
    "onboarding-identity": lambda world, person: {**IDENTITY, "as": "buyer", "register": f"founded by {person}"},
    "joining": lambda world, person: {"answer": "join"},
    "member-invite": lambda world, person: {
        **{"kind": "colleague", "email": "new@example.test", "role": "viewer", "language": "en"}
    },
    "member": lambda world, person: {"role": "viewer", "assigned_only": "on"},
    "member-assign": lambda world, person: {"kind": "product", "product": world.products[0].code},
    "member-unassign": lambda world, person: {"kind": "product", "thing": str(world.products[0].pk)},
    "member-remove": lambda world, person: {},
    "invitation": lambda world, person: {"act": "withdraw"},
    "organisation-settings": lambda world, person: {**IDENTITY, "capacities": ["buyer"], "tells_checks": "on"},
    "licence": lambda world, person: {"file": SimpleUploadedFile("licence.png", picture(99), "image/png")},
    "organisation-judge": lambda world, person: {"state": "verified", "reason": "Looked up in the register."},
    "publication-add": lambda world, person: {
        "list_slug": "national-genai",
        "attachments": publication(),
        "table": "auto",
        "period_end": "2026-05-31",
        "published_on": "2026-06-10",
    },
    "order-add": lambda world, person: {"reference": "PO-900", "lines": ORDER_LINES},
    "order-check": lambda world, person: {},
    "contract-add": lambda world, person: {
        "reference": "HT-900",
        "title": "Supply of displays",
        "title_zh": "",
        "versions": [str(world.versions[0].pk)],
        "template": "standard-2026",
        "prevailing_language": "en",
        "zone": "Asia/Shanghai",
    },
    "contract-confirm": lambda world, person: {},
    "obligation-fulfil": lambda world, person: {"text": "The buyer was told on the day."},
    "obligation-accept": lambda world, person: {},
    "messages": lambda world, person: {},
    "message": lambda world, person: {},
    "pack-add": lambda world, person: {
        "product": str(world.products[0].pk),
        "purpose": "For the customs broker",
        "language": "en",
    },
}

API: dict[str, Body] = {
    "api-products": lambda world, person: PRODUCT,
    "api-product-versions": lambda world, person: VERSION,
    "api-shares": lambda world, person: {
        "product": world.products[0].pk,
        "to_organisation": world.organisation("stranger").slug,
        "scopes": ["status"],
    },
    "api-share-withdrawal": lambda world, person: {},
    "api-share-receipt": lambda world, person: {"state": "accepted"},
    "api-claims": lambda world, person: {**described(world), "versions": [world.versions[0].pk]},
    "api-claim-submission": lambda world, person: {},
    "api-claim-withdrawal": lambda world, person: {},
    "api-number-checks": lambda world, person: {"text": newly_listed()[0]["number"]},
    "api-po-checks": lambda world, person: {
        "reference": "PO-901",
        "lines": [{"line": "1", "product": {"code": "W000"}, "ai_software": "1.8.0"}],
    },
    "api-po-check-again": lambda world, person: {},
    "api-packs": lambda world, person: {"product": world.products[0].pk, "language": "en"},
}

BODIES = {**PAGES, **API}

# What stands behind the question mark, where a page needs to know more than its address says.
QUERIES: dict[str, Callable[[World, str], str]] = {
    "verify": lambda world, person: urlencode({"number": newly_listed()[0]["number"]}),
    "product": lambda world, person: f"version={world.versions[0].pk}",
    "edition": lambda world, person: "kind=added&text=a",
    "onboarding-identity": lambda world, person: "as=buyer&country=NL",
    "contract-add": lambda world, person: (
        f"partner={world.organisation('buyer' if person == 'supplier' else 'supplier').slug}"
    ),
}
