"""Addresses of the buyer's pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from apps.desk.buyer.views.orders import OrderAdd, OrderCheck, OrderExport, OrderPage, Orders, OrderTemplate
from apps.desk.buyer.views.verify import Verify

urlpatterns: list[URLPattern] = [
    path("verify/", Verify.as_view(), name="verify"),
    path("orders/", Orders.as_view(), name="orders"),
    path("orders/add/", OrderAdd.as_view(), name="order-add"),
    path("orders/template.csv", OrderTemplate.as_view(), name="order-template"),
    path("orders/<int:pk>/", OrderPage.as_view(), name="order"),
    path("orders/<int:pk>/check/", OrderCheck.as_view(), name="order-check"),
    path("orders/<int:pk>/lines.csv", OrderExport.as_view(), name="order-export"),
]
