"""Which e-mail addresses of people are confirmed, as the sign-in (django-allauth) keeps it."""

from allauth.account.models import EmailAddress


def confirm(*, user_id: int, email: str) -> None:
    """The address is known to be the person's: the operator says so, or a link sent to it was opened."""
    EmailAddress.objects.filter(user_id=user_id, primary=True).exclude(email=email).update(primary=False)
    EmailAddress.objects.update_or_create(user_id=user_id, email=email, defaults={"verified": True, "primary": True})


def is_confirmed(*, user_id: int, email: str) -> bool:
    """Whether the person showed that the address is theirs."""
    return bool(EmailAddress.objects.filter(user_id=user_id, email=email, verified=True).exists())
