"""Addresses of signing in: of django-allauth's only those the portal uses, by the names it asks for."""

from importlib.util import find_spec

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as code_app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as company
from allauth.socialaccount.providers.dingtalk.views import oauth2_callback as dingtalk_callback
from allauth.socialaccount.providers.dingtalk.views import oauth2_login as dingtalk_login
from allauth.socialaccount.providers.feishu.views import oauth2_callback as feishu_callback
from allauth.socialaccount.providers.feishu.views import oauth2_login as feishu_login
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.socialaccount.providers.weixin.views import oauth2_callback as weixin_callback
from allauth.socialaccount.providers.weixin.views import oauth2_login as weixin_login
from allauth.usersessions import views as sessions
from django.urls import include, path, re_path

from apps.desk.freshness import freshly
from apps.desk.signing_in import views
from apps.desk.signing_in.views import offered

urlpatterns = [
    # Signing in and out. Two names of one page: ours, and the one allauth asks for.
    path("login/", views.SignIn.as_view(), name="sign-in"),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("login/second-step/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("logout/", views.SignOut.as_view(), name="sign-out"),
    path("signup/", account.signup, name="account_signup"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # Proving again that it is you
    path("reauthenticate/", views.Confirm.as_view(), name="account_reauthenticate"),
    path("reauthenticate/code/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", views.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    # One's own account
    path("security/", views.Security.as_view(), name="mfa_index"),
    path("security/", views.Security.as_view(), name="account_email"),
    path("security/password/", freshly(account.password_change), name="account_change_password"),
    path("security/password/set/", freshly(account.password_set), name="account_set_password"),
    path("security/code-app/", freshly(code_app.activate_totp), name="mfa_activate_totp"),
    path("security/code-app/remove/", freshly(code_app.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/recovery-codes/", freshly(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "security/recovery-codes/new/",
        freshly(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("security/passkeys/add/", freshly(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/name/", freshly(views.NamePasskey.as_view()), name="mfa_edit_webauthn"),
    path("security/passkeys/<int:pk>/remove/", freshly(views.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
    path("security/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("security/company/", freshly(company.connections), name="socialaccount_connections"),
    # Company sign-in (SSO)
    path("company/signup/", company.signup, name="socialaccount_signup"),
    path("company/cancelled/", company.login_cancelled, name="socialaccount_login_cancelled"),
    path("company/failed/", company.login_error, name="socialaccount_login_error"),
    path("oidc/<slug:provider_id>/login/", offered(oidc.login), name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", offered(oidc.callback), name="openid_connect_callback"),
    path("dingtalk/login/", offered(dingtalk_login), name="dingtalk_login"),
    path("dingtalk/login/callback/", offered(dingtalk_callback), name="dingtalk_callback"),
    path("feishu/login/", offered(feishu_login), name="feishu_login"),
    path("feishu/login/callback/", offered(feishu_callback), name="feishu_callback"),
    path("weixin/login/", offered(weixin_login), name="weixin_login"),
    path("weixin/login/callback/", offered(weixin_callback), name="weixin_callback"),
]

# SAML needs libraries that not every place has (`requirements-saml.txt`).
if find_spec("onelogin"):
    urlpatterns.append(path("", include("apps.desk.signing_in.saml_urls")))
