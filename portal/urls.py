"""Every address of the portal: pages, API, health."""

from django.urls import include, path

handler400 = "apps.desk.errors.bad_request"
handler403 = "apps.desk.errors.forbidden"
handler404 = "apps.desk.errors.not_found"
handler500 = "apps.desk.errors.server_error"

urlpatterns = [
    path("healthz/", include("portal.health")),
    path("api/v1/", include("portal.api")),
    path("", include("apps.desk.urls")),
]
