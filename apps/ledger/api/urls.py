"""Addresses of the API's log."""

from django.urls import path

from apps.ledger.api import views

urlpatterns = [
    path("ledger/", views.Head.as_view(), name="api-ledger"),
    path("ledger/keys/", views.Keys.as_view(), name="api-ledger-keys"),
    path("ledger/consistency/", views.Growth.as_view(), name="api-ledger-consistency"),
    path("ledger/leaves/<int:index>/", views.OneLeaf.as_view(), name="api-ledger-leaf"),
]
