"""What is said on signing in: the answers to what went wrong, what was done, and the letters by e-mail."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WRONG_CODE = _("The code is not the one expected. Type the newest one.")

PROBLEMS = {
    "duplicate_email": _("This e-mail address is already one of yours."),
    "email_password_mismatch": _("The e-mail and password do not belong together. Check both and try again."),
    "email_taken": _("This e-mail address cannot be used. Sign in with it, or use another."),
    "enter_current_password": _("The current password is not right. Type it again."),
    "incorrect_code": WRONG_CODE,
    "incorrect_password": _("The password is not right. Type it again."),
    "invalid_password_reset": _("The link has been used or is too old. Ask for another."),
    "too_many_login_attempts": _(
        "Too many attempts failed. Wait five minutes, use a passkey, or set a new password by e-mail."
    ),
    "rate_limited": _("That was asked for too often. Wait a few minutes."),
}

SECOND_FACTOR_PROBLEMS = {
    "cannot_delete_authenticator": _("Your organisation requires a second step. Set up another before this one goes."),
    "cannot_generate_recovery_codes": _("Recovery codes come with a passkey or a code app. Set up one of these first."),
    "incorrect_code": WRONG_CODE,
    "unverified_email": _("Confirm your e-mail address first; then come back."),
}

COMPANY_PROBLEMS = {
    "email_taken": _(
        "An account with this e-mail address exists. Sign in to it, then connect %s on the page “Sign-in and security”."
    ),
    "no_password": _("This is your only way to sign in. Set a password before you remove it."),
    "no_verified_email": _("Your e-mail address is not confirmed. Confirm it before you remove this."),
    "connected_other": _("This sign-in belongs to another account of the portal."),
}

# The platforms that are called otherwise in Chinese; a company's own sign-in is called as the operator calls it.
PLATFORMS = {"dingtalk": _("DingTalk"), "feishu": _("Feishu"), "weixin": _("Weixin")}

# How one proves again that it is oneself.
PROOFS = {
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}

# Said at the top of the next page. What the page itself shows needs no message and is not listed.
DONE = {
    "account/messages/email_confirmed.txt": _("Your e-mail address is confirmed."),
    "account/messages/password_changed.txt": _("Your password was changed."),
    "account/messages/password_set.txt": _("Your password was set."),
    "mfa/messages/totp_activated.txt": _("The code app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The code app was removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "Recovery codes were made. They are shown once: print them or write them down now."
    ),
    "socialaccount/messages/account_connected.txt": _("The sign-in was connected to your account."),
    "socialaccount/messages/account_connected_other.txt": COMPANY_PROBLEMS["connected_other"],
    "socialaccount/messages/account_disconnected.txt": _("The sign-in is no longer connected to your account."),
    "usersessions/messages/sessions_logged_out.txt": _("All other devices were signed out."),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail: what it is about, what it says before the link or the code, and what after."""

    subject: Promise
    before: Promise
    after: Promise | str = ""


NOT_YOU = _("If this was not you, set a new password at once and look through your passkeys and sessions.")
UNASKED = _("If you did not ask for this, nothing has to be done.")

LETTERS = {
    "account/email/email_confirmation": Letter(
        _("Your confirmation code"),
        _("Type this code on the page that asked for it; it works for 15 minutes:"),
        UNASKED,
    ),
    "account/email/account_already_exists": Letter(
        _("You already have an account"),
        _(
            "Somebody, perhaps you, wanted to open an account with this e-mail address. There is one already. "
            "If you forgot the password, set a new one here:"
        ),
        UNASKED,
    ),
    "account/email/unknown_account": Letter(
        _("No account with this e-mail address"),
        _(
            "Somebody, perhaps you, asked for a new password for this e-mail address. It has no account. "
            "You can open one here:"
        ),
        UNASKED,
    ),
    "account/email/password_reset_key": Letter(
        _("Set a new password"), _("Set a new password here; the link works once:"), UNASKED
    ),
    "account/email/password_reset": Letter(
        _("Your password was set anew"), _("The password of your account was set anew."), NOT_YOU
    ),
    "account/email/password_changed": Letter(
        _("Your password was changed"), _("The password of your account was changed."), NOT_YOU
    ),
    "account/email/password_set": Letter(
        _("A password was set"), _("Your account has a password from now on."), NOT_YOU
    ),
    "mfa/email/totp_activated": Letter(
        _("A code app was set up"), _("From now on your account asks for a code of your app."), NOT_YOU
    ),
    "mfa/email/totp_deactivated": Letter(
        _("The code app was removed"), _("Your account no longer asks for a code of your app."), NOT_YOU
    ),
    "mfa/email/webauthn_added": Letter(_("A passkey was added"), _("A passkey was added to your account."), NOT_YOU),
    "mfa/email/webauthn_removed": Letter(
        _("A passkey was removed"), _("A passkey was removed from your account."), NOT_YOU
    ),
    "mfa/email/recovery_codes_generated": Letter(
        _("New recovery codes were made"),
        _("Your account has new recovery codes; the old ones no longer work."),
        NOT_YOU,
    ),
    "socialaccount/email/account_connected": Letter(
        _("A sign-in was connected"), _("Another way to sign in was connected to your account."), NOT_YOU
    ),
    "socialaccount/email/account_disconnected": Letter(
        _("A sign-in was removed"), _("A way to sign in was removed from your account."), NOT_YOU
    ),
}
LETTERS["account/email/email_confirmation_signup"] = LETTERS["account/email/email_confirmation"]

# What the audit keeps of a letter about the account's security.
EVENTS = {
    "account/email/password_reset": ("account.password_reset", ""),
    "account/email/password_changed": ("account.password_changed", ""),
    "account/email/password_set": ("account.password_set", ""),
    "mfa/email/totp_activated": ("account.second_step_added", "totp"),
    "mfa/email/totp_deactivated": ("account.second_step_removed", "totp"),
    "mfa/email/webauthn_added": ("account.second_step_added", "passkey"),
    "mfa/email/webauthn_removed": ("account.second_step_removed", "passkey"),
    "mfa/email/recovery_codes_generated": ("account.recovery_codes_made", ""),
    "socialaccount/email/account_connected": ("account.sign_in_connected", ""),
    "socialaccount/email/account_disconnected": ("account.sign_in_disconnected", ""),
}

NOT_PROVED = _(
    "Your company's sign-in did not say that you proved just now who you are. Sign out and in again, then set up a "
    "passkey, a code app or a password under “Sign-in and security” within 15 minutes."
)
