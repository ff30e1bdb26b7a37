"""The addresses of the API, assembled from the apps that own its resources."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from apps.kernel.api.rates import WithKeyRate, WithoutKeyRate

# Describing the API takes a while, so it is counted like any other answer.
RATES = [WithoutKeyRate, WithKeyRate]

urlpatterns = [
    path("", include("apps.registry.api.urls")),
    path("", include("apps.ledger.api.urls")),
    path("", include("apps.catalogue.api.urls")),
    path("", include("apps.claims.api.urls")),
    path("", include("apps.purchasing.api.urls")),
    path("", include("apps.contracts.api.urls")),
    path("", include("apps.evidence.api.urls")),
    path("schema/", SpectacularAPIView.as_view(throttle_classes=RATES), name="api-schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api/docs.html"),
        name="api-docs",
    ),
]
