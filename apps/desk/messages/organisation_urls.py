"""Addresses of what a person was told in an organisation."""

from django.urls import path

from apps.desk.messages import views

urlpatterns = [
    path("messages/", views.Messages.as_view(), name="messages"),
    path("messages/<int:pk>/", views.MessageRead.as_view(), name="message"),
]
