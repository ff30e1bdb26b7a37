"""Addresses of the evidence pages."""

from django.urls import path

from apps.desk.evidence import views

urlpatterns = [
    path("packs/", views.Packs.as_view(), name="packs"),
    path("packs/new/", views.PackAdd.as_view(), name="pack-add"),
    path("packs/<int:pk>/", views.PackPage.as_view(), name="pack"),
    path("packs/<int:pk>/download/", views.PackDownload.as_view(), name="pack-download"),
]
