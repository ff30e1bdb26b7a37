"""Addresses of sharing: what is given, what is received, what goes through one's hands, and public codes."""

from django.urls import path

from apps.desk.sharing.views import codes, given, passing, received

urlpatterns = [
    path("products/<int:pk>/shares/", given.ShareAdd.as_view(), name="share-add"),
    path("products/<int:pk>/line/", given.ProductLine.as_view(), name="product-line"),
    path("shares/", given.Shares.as_view(), name="shares"),
    path("shares/<int:pk>/withdraw/", given.ShareWithdraw.as_view(), name="share-withdraw"),
    path("shares/<int:pk>/software/", passing.ShareSoftware.as_view(), name="share-software"),
    path("shares/lines/new/", given.LineShareAdd.as_view(), name="line-share-add"),
    path("shares/lines/<int:pk>/end/", given.LineShareEnd.as_view(), name="line-share-end"),
    path("received/", received.Received.as_view(), name="received"),
    path("received/<int:pk>/", received.ReceivedShare.as_view(), name="received-share"),
    path("chain/", passing.Chain.as_view(), name="chain"),
    path("versions/<int:pk>/public-page/", codes.PublicPage.as_view(), name="public-page"),
    path("public-codes/<int:pk>/revoke/", codes.CodeRevoke.as_view(), name="public-code-revoke"),
]
