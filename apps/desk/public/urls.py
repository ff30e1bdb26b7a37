"""Addresses of the pages without an organisation."""

from django.urls import path

from apps.desk.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.choose_language, name="language"),
    path("help/status/", views.help_status, name="help-status"),
]
