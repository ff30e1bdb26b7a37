"""Addresses of the evidence pages."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
