"""Addresses of the API's products."""

from django.urls import path

from apps.catalogue.api.views import Product, Products, ProductVersions

urlpatterns = [
    path("products/", Products.as_view(), name="api-products"),
    path("products/<int:pk>/", Product.as_view(), name="api-product"),
    path("products/<int:pk>/versions/", ProductVersions.as_view(), name="api-product-versions"),
]
