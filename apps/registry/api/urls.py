"""Addresses of the API's lists."""

from django.urls import path

from apps.registry.api import views

urlpatterns = [
    path("lists/", views.Lists.as_view(), name="api-lists"),
    path("lists/<slug:slug>/", views.OneList.as_view(), name="api-list"),
    path("lists/<slug:slug>/entries/", views.Entries.as_view(), name="api-entries"),
    path("lists/<slug:slug>/editions/", views.Editions.as_view(), name="api-editions"),
    path("lists/<slug:slug>/editions/<int:number>/", views.OneEdition.as_view(), name="api-edition"),
    path("lists/<slug:slug>/editions/<int:number>/proof/", views.Proof.as_view(), name="api-edition-proof"),
    path("lists/<slug:slug>/editions/<int:number>/changes/", views.Changes.as_view(), name="api-edition-changes"),
]
