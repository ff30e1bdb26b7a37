"""Addresses of the pages without an organisation."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from apps.desk.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/login/", views.SignIn.as_view(), name="sign-in"),
    path("accounts/logout/", LogoutView.as_view(), name="sign-out"),
    path("language/", views.choose_language, name="language"),
    path("help/status/", views.help_status, name="help-status"),
]
