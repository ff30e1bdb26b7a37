"""Addresses of the API's evidence packs."""

from django.urls import path

from apps.evidence.api import views

urlpatterns = [
    path("packs/", views.Packs.as_view(), name="api-packs"),
    path("packs/<int:pk>/", views.OnePack.as_view(), name="api-pack"),
    path("packs/<int:pk>/download/", views.PackDownload.as_view(), name="api-pack-download"),
]
