"""The second step and passkeys: names people read, and secrets kept sealed."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from apps.desk.signing_in import words

# What an authenticator's secret is sealed for; another use of the same key would be another word here.
PURPOSE = b"hefu second step"


def _seals() -> MultiFernet:
    """Seals made of the portal's secret, and of those it had before."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(force_bytes(secret)) for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of code apps and recovery codes are sealed in the database: a copy of it opens no account."""

    error_messages = {**DefaultMFAAdapter.error_messages, **words.SECOND_FACTOR_PROBLEMS}

    def encrypt(self, text: str) -> str:
        return _seals().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seals().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Hefu"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """The name a passkey gets that nobody named."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}
