"""Addresses of the API's contracts."""

from django.urls import path

from apps.contracts.api import views

urlpatterns = [
    path("contracts/", views.Contracts.as_view(), name="api-contracts"),
    path("contracts/<int:pk>/", views.OneContract.as_view(), name="api-contract"),
    path("obligations/", views.Obligations.as_view(), name="api-obligations"),
    path("obligations/<int:pk>/", views.OneObligation.as_view(), name="api-obligation"),
]
