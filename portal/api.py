"""The addresses of the API, assembled from the apps that own its resources."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("", include("apps.registry.api.urls")),
    path("", include("apps.catalogue.api.urls")),
    path("", include("apps.claims.api.urls")),
    path("", include("apps.purchasing.api.urls")),
    path("", include("apps.contracts.api.urls")),
    path("", include("apps.evidence.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
