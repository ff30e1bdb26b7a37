"""Addresses of the pages without an organisation."""

from django.urls import path

from apps.desk.public import codes, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.choose_language, name="language"),
    path("help/status/", views.help_status, name="help-status"),
    path("v/<str:code>", codes.public_code, name="public-code"),
    path("v/<str:code>/report", codes.report_code, name="public-code-report"),
]
