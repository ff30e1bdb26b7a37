"""Every page: what is public first, then what is under an organisation."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from apps.desk.home import organisation_home

ORGANISATION: list[URLPattern | URLResolver] = [
    path("", organisation_home, name="organisation-home"),
    path("", include("apps.desk.supplier.urls")),
    path("", include("apps.desk.sharing.urls")),
    path("", include("apps.desk.checks.urls")),
    path("", include("apps.desk.buyer.urls")),
    path("", include("apps.desk.contracts.urls")),
    path("", include("apps.desk.evidence.urls")),
    path("", include("apps.desk.messages.organisation_urls")),
    path("", include("apps.desk.lists.organisation_urls")),
    path("", include("apps.desk.developers.urls")),
    path("", include("apps.desk.people.urls")),
    path("", include("apps.desk.auditor.urls")),
]

urlpatterns = [
    path("", include("apps.desk.public.urls")),
    path("accounts/", include("apps.desk.signing_in.urls")),
    path("mail/", include("apps.desk.messages.urls")),
    path("", include("apps.desk.people.public_urls")),
    path("lists/", include("apps.desk.lists.urls")),
    path("o/<slug:organisation>/", include(ORGANISATION)),
]
