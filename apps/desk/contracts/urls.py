"""Addresses of the contracts pages."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
