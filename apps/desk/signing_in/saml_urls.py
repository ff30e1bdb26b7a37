"""Addresses of company sign-in by SAML, where its libraries are installed."""

from allauth.socialaccount.providers.saml import views as saml
from django.urls import path

from apps.desk.signing_in.saml import Answers
from apps.desk.signing_in.views import offered

urlpatterns = [
    path("saml/<slug:organization_slug>/login/", offered(saml.login), name="saml_login"),
    path("saml/<slug:organization_slug>/acs/", Answers.as_view(), name="saml_acs"),
    path("saml/<slug:organization_slug>/acs/finish/", saml.finish_acs, name="saml_finish_acs"),
    path("saml/<slug:organization_slug>/sls/", saml.sls, name="saml_sls"),
    path("saml/<slug:organization_slug>/metadata/", saml.metadata, name="saml_metadata"),
]
