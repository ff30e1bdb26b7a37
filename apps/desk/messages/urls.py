"""Addresses of the letters of a demonstration."""

from django.urls import path

from apps.desk.messages import letters

urlpatterns = [
    path("", letters.letters, name="letters"),
    path("<slug:name>/", letters.letter, name="letter"),
]
