"""Addresses of the supplier's pages."""

from django.urls import path

from apps.desk.supplier.views import certificates, claims, drafts, products

urlpatterns = [
    path("products/", products.Products.as_view(), name="products"),
    path("products/new/", products.ProductAdd.as_view(), name="product-add"),
    path("products/<int:pk>/", products.ProductPage.as_view(), name="product"),
    path("products/<int:pk>/versions/new/", products.VersionAdd.as_view(), name="version-add"),
    path("certificates/", certificates.Certificates.as_view(), name="certificates"),
    path("certificates/new/", certificates.CertificateAdd.as_view(), name="certificate-add"),
    path("certificates/<int:pk>/", certificates.CertificatePage.as_view(), name="certificate"),
    path("certificate-files/<int:pk>/", certificates.CertificateDownload.as_view(), name="certificate-file"),
    path("claims/<int:pk>/describe/", drafts.ClaimDescribe.as_view(), name="claim-describe"),
    path("claims/<int:pk>/versions/", drafts.ClaimVersions.as_view(), name="claim-versions"),
    path("claims/<int:pk>/confirm/", drafts.ClaimConfirm.as_view(), name="claim-confirm"),
    path("claims/<int:pk>/", claims.ClaimPage.as_view(), name="claim"),
    path("claims/<int:pk>/withdraw/", claims.ClaimWithdraw.as_view(), name="claim-withdraw"),
]
