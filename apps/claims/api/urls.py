"""Addresses of the API's claims, versions and checks of numbers."""

from django.urls import path

from apps.claims.api import views

urlpatterns = [
    path("number-checks/", views.NumberChecks.as_view(), name="api-number-checks"),
    path("versions/", views.Versions.as_view(), name="api-versions"),
    path("versions/<int:pk>/", views.OneVersion.as_view(), name="api-version"),
    path("claims/", views.Claims.as_view(), name="api-claims"),
    path("claims/<int:pk>/", views.OneClaim.as_view(), name="api-claim"),
    path("claims/<int:pk>/submission/", views.ClaimSubmission.as_view(), name="api-claim-submission"),
    path("claims/<int:pk>/withdrawal/", views.ClaimWithdrawal.as_view(), name="api-claim-withdrawal"),
    path("verifications/", views.Verifications.as_view(), name="api-verifications"),
    path("verifications/<int:pk>/", views.OneVerification.as_view(), name="api-verification"),
]
