"""Addresses of versions and verifications, for everyone who may see them."""

from django.urls import path

from apps.desk.checks import views

urlpatterns = [
    path("versions/<int:pk>/", views.VersionPage.as_view(), name="version"),
    path("verifications/<int:pk>/", views.VerificationPage.as_view(), name="verification"),
]
