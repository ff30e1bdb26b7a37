"""Addresses of the public lists."""

from django.urls import path

from apps.desk.lists import views

urlpatterns = [
    path("", views.lists, name="lists"),
    path("<slug:slug>/<int:number>/", views.edition, name="edition"),
]
