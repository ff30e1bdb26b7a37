"""Addresses of the API's products and shares."""

from django.urls import path

from apps.catalogue.api import shares
from apps.catalogue.api.views import Product, Products, ProductVersions

urlpatterns = [
    path("products/", Products.as_view(), name="api-products"),
    path("products/<int:pk>/", Product.as_view(), name="api-product"),
    path("products/<int:pk>/versions/", ProductVersions.as_view(), name="api-product-versions"),
    path("shares/", shares.Shares.as_view(), name="api-shares"),
    path("shares/<int:pk>/", shares.OneShare.as_view(), name="api-share"),
    path("shares/<int:pk>/withdrawal/", shares.ShareWithdrawal.as_view(), name="api-share-withdrawal"),
    path("shares/<int:pk>/receipt/", shares.ShareReceipt.as_view(), name="api-share-receipt"),
]
