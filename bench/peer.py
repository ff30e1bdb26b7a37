"""What P4 is compared with: guardian's question for a list of versions, asked as its manual does, and plain SQL."""

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from guardian.shortcuts import get_objects_for_user

from apps.accounts.models import User
from apps.catalogue.models import Version

SIZE_OF_PAGE = 25
# What a page shows, by the shortest way there is: no wall, no end of access, nothing twice, nothing renamed.
PAGE = """
SELECT page.*, seller.legal_name, seller.english_name, version.hardware, version.firmware, version.ai_software,
    version.state
FROM (
    SELECT version_id, product_id, updated_at, seller_id, shown_code, shown_name, shown_name_zh
    FROM catalogue_access WHERE {seen} ORDER BY updated_at DESC, version_id DESC LIMIT 26
) page
JOIN catalogue_version version ON version.id = page.version_id
JOIN accounts_organisation seller ON seller.id = page.seller_id
ORDER BY page.updated_at DESC, page.version_id DESC
"""
SEEN = "organisation_id = %s AND version_id IS NOT NULL AND scopes @> (ARRAY['status'])::varchar(20)[]"
FOUND = f"{SEEN} AND search LIKE %s"


def versions_by_guardian(user: User, text: str = "") -> QuerySet[Version]:
    """The versions a person was given the permission for, newest first; with `text` those in which it occurs."""
    every = Version.objects.everything(reason="guardian says who sees what")
    found: QuerySet[Version] = get_objects_for_user(
        user, "catalogue.view_version", every, use_groups=False, with_superuser=False, accept_global_perms=False
    )
    if text:
        places = ("product__code", "product__name", "product__name_zh", "hardware", "firmware", "ai_software")
        occurs = Q()
        for place in places:
            occurs |= Q(**{f"{place}__icontains": text})
        found = found.filter(occurs)
    return found.select_related("product", "owner").order_by("-updated_at", "-pk")


def plain_page(organisation_id: int | None, text: str = "") -> list[Any]:
    """The rows of a page and one more."""
    if text:
        return fetched(PAGE.format(seen=FOUND), [organisation_id, f"%{text}%"])
    return fetched(PAGE.format(seen=SEEN), [organisation_id])


def plain_count(organisation_id: int | None) -> int:
    """How many there are."""
    return int(fetched(f"SELECT count(*) FROM catalogue_access WHERE {SEEN}", [organisation_id])[0][0])


def fetched(statement: str, values: list[Any]) -> list[Any]:
    """The rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
