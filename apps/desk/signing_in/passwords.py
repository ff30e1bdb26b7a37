"""What a password must be, said in both languages."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Django's own rule; its sentence is missing in Django's Chinese catalogue."""

    def get_error_message(self) -> str:
        return ngettext(
            "This password is too short. Choose one of at least %(count)d character.",
            "This password is too short. Choose one of at least %(count)d characters.",
            self.min_length,
        ) % {"count": self.min_length}
