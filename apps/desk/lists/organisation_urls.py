"""Addresses of the operator's pages."""

from django.urls import path

from apps.desk.lists import views

urlpatterns = [path("publications/", views.PublicationAdd.as_view(), name="publication-add")]
