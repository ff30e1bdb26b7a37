"""Addresses of the contracts' pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.desk.contracts.views import (
    ContractAdd,
    ContractConfirm,
    ContractPage,
    Contracts,
    ObligationAccept,
    ObligationFulfil,
)

urlpatterns: list[URLPattern] = [
    path("contracts/", Contracts.as_view(), name="contracts"),
    path("contracts/add/", ContractAdd.as_view(), name="contract-add"),
    path("contracts/<int:pk>/", ContractPage.as_view(), name="contract"),
    path("contracts/<int:pk>/confirm/", ContractConfirm.as_view(), name="contract-confirm"),
    path("obligations/<int:pk>/fulfil/", ObligationFulfil.as_view(), name="obligation-fulfil"),
    path("obligations/<int:pk>/accept/", ObligationAccept.as_view(), name="obligation-accept"),
]
