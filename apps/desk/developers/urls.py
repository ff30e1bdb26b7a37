"""Addresses of the pages for those who connect programs."""

from django.urls import path

from apps.desk.developers import views

urlpatterns = [
    path("settings/developers/", views.Developers.as_view(), name="developers"),
    path("settings/developers/keys/new/", views.KeyAdd.as_view(), name="key-add"),
    path("settings/developers/keys/<int:pk>/rotate/", views.KeyRotate.as_view(), name="key-rotate"),
    path("settings/developers/keys/<int:pk>/revoke/", views.KeyRevoke.as_view(), name="key-revoke"),
]
