"""Addresses of the API's order checks."""

from django.urls import path

from apps.purchasing.api import views

urlpatterns = [
    path("po-checks/", views.OrderChecks.as_view(), name="api-po-checks"),
    path("po-checks/<int:pk>/", views.OneOrderCheck.as_view(), name="api-po-check"),
    path("po-checks/<int:pk>/checks/", views.OrderCheckRepeat.as_view(), name="api-po-check-again"),
]
