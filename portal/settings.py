"""The portal's settings; whatever differs between places comes from `portal.env`."""

from importlib.util import find_spec
from pathlib import Path

import allauth
import drf_spectacular_sidecar
from csp.constants import NONE, SELF

from portal import env, sso

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.secret_key()
DEBUG = env.debug()
ALLOWED_HOSTS = env.allowed_hosts()
PUBLIC_URL = env.public_url()
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "portal",
    "apps.kernel",
    "apps.accounts",
    "apps.ledger",
    "apps.registry",
    "apps.notify",
    "apps.catalogue",
    "apps.claims",
    "apps.contracts",
    "apps.purchasing",
    "apps.evidence",
    "apps.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.dingtalk",
    "allauth.socialaccount.providers.feishu",
    "allauth.socialaccount.providers.weixin",
    "guardian",
    "pgtrigger",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_standardized_errors",
    "health_check",
]

# SAML needs libraries that not every place has (`requirements-saml.txt`).
if find_spec("onelogin"):
    INSTALLED_APPS.append("allauth.socialaccount.providers.saml")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.desk.signing_in.sessions.NobodyOnPublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "apps.desk.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "apps.desk.signing_in.sessions.SessionLimits",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.desk.frame.frame",
            ],
            "builtins": ["apps.desk.templatetags.hefu", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# Which of the database's roles this process takes: app (the web), system (worker, scheduler, commands) or owner.
DATABASE_ROLE = env.database_role().value
DATABASES = {"default": env.database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "apps.desk.signing_in.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
# Seconds: a session ends so long after the sign-in, and so long after it was last used.
SESSION_LONGEST = env.session_hours() * 3600
SESSION_IDLE = env.session_idle_minutes() * 60
SESSION_COOKIE_AGE = SESSION_LONGEST
REQUIRE_MFA = env.require_mfa()

ACCOUNT_ADAPTER = "apps.desk.signing_in.adapter.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PUBLIC_URL.partition(":")[0]
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Who opens an account without being invited comes to found an organisation.
ACCOUNT_SIGNUP_REDIRECT_URL = "onboarding-type"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "apps.desk.signing_in.forms.SignInForm",
    "signup": "apps.desk.signing_in.forms.SignUpForm",
    "reset_password": "apps.desk.signing_in.forms.AskResetForm",
    "reset_password_from_key": "apps.desk.signing_in.forms.ResetForm",
    "set_password": "apps.desk.signing_in.forms.SetPasswordForm",
    "change_password": "apps.desk.signing_in.forms.ChangePasswordForm",
    "confirm_email_verification_code": "apps.desk.signing_in.forms.ConfirmEmailForm",
    "reauthenticate": "apps.desk.signing_in.forms.PasswordAgainForm",
}
# How often, per address that asks (ip), per person (user), or per what the adapter says (key): for a failed sign-in
# the address together with the e-mail, so that nobody can shut out the owner of an e-mail by failing in their name.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/5m/ip,5/5m/key",
    "login_failed_on_known_device": "10/15m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.proxies()
MFA_ADAPTER = "apps.desk.signing_in.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC_URL.startswith("https:")
MFA_FORMS = {
    "authenticate": "apps.desk.signing_in.forms.SecondStepForm",
    "reauthenticate": "apps.desk.signing_in.forms.CodeAgainForm",
    "activate_totp": "apps.desk.signing_in.forms.CodeAppForm",
    "add_webauthn": "apps.desk.signing_in.forms.AddPasskeyForm",
    "edit_webauthn": "apps.desk.signing_in.forms.NamePasskeyForm",
    "generate_recovery_codes": "apps.desk.signing_in.forms.RecoveryCodesForm",
}
SOCIALACCOUNT_ADAPTER = "apps.desk.signing_in.company.CompanyAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_FORMS = {
    "signup": "apps.desk.signing_in.forms.CompanySignUpForm",
    "disconnect": "apps.desk.signing_in.forms.DisconnectForm",
}
SOCIALACCOUNT_PROVIDERS = sso.providers(env.sso_providers())

GUARDIAN_MONKEY_PATCH_USER = False
# We ask guardian's direct-key tables ourselves; no code asks `user.has_perm`.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None

# All letters, those of signing in too, go this way.
DEMO = env.demo()
MAIL_SINK = env.mail_sink()
_MAIL = env.mail_settings()
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _MAIL.get("EMAIL_HOST") or "localhost", _MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.get("EMAIL_HOST_USER") or "", _MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_TLS", False), _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_from()

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
SWAGGER = Path(drf_spectacular_sidecar.__file__).parent / "static/drf_spectacular_sidecar/swagger-ui-dist"
# Of an installed package only the named files are served; the packages are installed, never committed.
STATICFILES_FINDERS = ["portal.static_files.NamedFilesFinder"]
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap/css", NODE_MODULES / "bootstrap" / "dist" / "css"),
    ("htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("passkeys", Path(allauth.__file__).parent / "mfa/static/mfa/js"),
    ("drf_spectacular_sidecar/swagger-ui-dist", SWAGGER),
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# A map is for those who debug a style sheet; squeezing it takes longer than all else.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "gz", "br", "map"]
PACKAGE_FILES = {
    "bootstrap/css": ["bootstrap.min.css", "bootstrap.min.css.map"],
    "htmx": ["htmx.min.js"],
    "passkeys": ["webauthn-json.js"],
    "drf_spectacular_sidecar/swagger-ui-dist": [
        "favicon-32x32.png",
        "swagger-ui-bundle.js",
        "swagger-ui-standalone-preset.js",
        "swagger-ui.css",
        "swagger-ui.css.map",
    ],
}
STORAGES = {
    # Files lie under their digest, so that who stores the same bytes again may put them in the same place.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"allow_overwrite": True}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.home() / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
# On the same disk, so that a file is moved to its place in one step.
FILE_UPLOAD_TEMP_DIR = env.state().folder("incoming")
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

LEDGER_KEYS = env.ledger_keys()
LEDGER_ORIGIN = env.ledger_origin()

_BROKER = env.broker_settings()
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _BROKER["cache"],
        "KEY_PREFIX": "hefu",
    }
}
CELERY_BROKER_URL = _BROKER["broker"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    # Who writes does not wait for a broker that is away: the outbox keeps the job.
    "max_retries": 0,
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_BEAT_SCHEDULER = "portal.celery:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "relay the outbox": {"task": "kernel.relay_outbox", "schedule": 5.0, "options": {"expires": 5}},
}

# What the place of operation requires at the foot of each page (ICP number, privacy …): [{"label", "url"}].
FOOTER_SLOTS: list[dict[str, str]] = []

if env.proxies():
    # One's own proxies say by what protocol they were asked; without any, nobody's word is taken.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PUBLIC_URL.startswith("https:")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# What an auditor opens through the API is kept by this service, which stands above the kernel.
NOTES_KEPT_BY = "apps.accounts.services.rooms.note_opened"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    # What an operation takes says the description of the API.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "NUM_PROXIES": env.proxies(),
    "EXCEPTION_HANDLER": "apps.kernel.api.problems.problem_details",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hefu",
    "DESCRIPTION": (
        "Claims about AI filings checked against the public list, before the order. A negative answer to a business "
        "question is an answer (200), never an error; problems are `application/problem+json` (RFC 9457) in the "
        "language of `Accept-Language`. Moments are RFC 3339 in UTC; days are calendar days in Asia/Shanghai."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.accounts.api.description.say_scopes",
    ],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "key": {
                "type": "http",
                "scheme": "bearer",
                "description": "A key of an organisation, `hefu_live_…`; it is shown once, when it is made.",
            }
        }
    },
    # Values that several resources have under one field name.
    "ENUM_NAME_OVERRIDES": {
        "ChangeKind": "apps.registry.api.shapes.CHANGE_KINDS",
        "ClaimKind": "apps.claims.models.ClaimKind",
        "ClaimState": "apps.claims.models.ClaimState",
        "ClockState": "apps.contracts.api.shapes.CLOCK_STATES",
        "ContractState": "apps.contracts.models.ContractState",
        "NumberKind": "apps.registry.numbers.NumberKind",
        "ReceiptState": "apps.catalogue.api.share_shapes.RECEIPT_STATES",
        "PackState": "apps.evidence.models.PackState",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
