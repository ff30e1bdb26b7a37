"""Addresses of a person without organisation: founding one, answering an invitation."""

from django.urls import path

from apps.desk.people.views import joining, onboarding

urlpatterns = [
    path("onboarding/type/", onboarding.OnboardingType.as_view(), name="onboarding-type"),
    path("onboarding/identity/", onboarding.OnboardingIdentity.as_view(), name="onboarding-identity"),
    path("onboarding/security/", onboarding.OnboardingSecurity.as_view(), name="onboarding-security"),
    path("invitations/<str:token>/", joining.Joining.as_view(), name="joining"),
]
