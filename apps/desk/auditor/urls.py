"""Addresses of letting auditors in, and of the rooms an auditor has."""

from django.urls import path

from apps.desk.auditor import views

urlpatterns = [
    path("auditors/", views.Auditors.as_view(), name="auditors"),
    path("auditors/new/", views.AuditorAdd.as_view(), name="auditor-add"),
    path("auditors/<int:pk>/", views.AuditorPage.as_view(), name="auditor"),
    path("auditors/<int:pk>/end/", views.AuditorEnd.as_view(), name="auditor-end"),
    path("rooms/", views.Rooms.as_view(), name="rooms"),
    path("rooms/<int:pk>/", views.RoomPage.as_view(), name="room"),
]
