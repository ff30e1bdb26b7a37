"""Addresses of the buyer pages."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
