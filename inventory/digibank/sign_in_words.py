"""What is said around signing in. Flask-Security has sentences of its own; ours are calmer and blame nobody.

Whether an address is known here is never told: the same words come for a known and an unknown one.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

_AGAIN = _l("That took too long. Please begin again.")
_WRONG_CODE = _l("This code is not right. Look at it once more.")
_TRY_AGAIN = _l("Something in this did not fit. Try again.")

_WORDS: dict[str, tuple[Any, str]] = {
    "GENERIC_AUTHN_FAILED": (_l("This address and password do not go together. Look at both."), "problem"),
    "GENERIC_RECOVERY": (_l("Do we know this address? Then a mail is on its way."), "info"),
    "GENERIC_US_SIGNIN": (_l("Do we know this address? Then a mail is on its way."), "info"),
    "CODE_HAS_BEEN_SENT": (_l("A mail is on its way."), "info"),
    "FAILED_TO_SEND_CODE": (_l("The mail could not leave. Try again later, or call us."), "problem"),
    "UNAUTHENTICATED": (_l("Sign in to go on."), "info"),
    "LOGIN": (_l("Sign in to go on."), "info"),
    "REFRESH": (_l("Sign in once more to go on."), "info"),
    "REAUTHENTICATION_REQUIRED": (_l("Sign in once more to go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. It is you."), "done"),
    "UNAUTHORIZED": (_l("This is not for you to open."), "problem"),
    "DISABLED_ACCOUNT": (_l("This account is closed. Ask your coordinator."), "problem"),
    "EMAIL_NOT_PROVIDED": (_l("Fill in your e-mail address."), "problem"),
    "INVALID_EMAIL_ADDRESS": (
        _l("This is not an e-mail address. Look at the part around the @."),
        "problem",
    ),
    "US_SPECIFY_IDENTITY": (_l("Fill in your e-mail address."), "problem"),
    "PASSWORD_NOT_PROVIDED": (_l("Fill in your password."), "problem"),
    "INVALID_PASSWORD": (_l("This password is not right. Look at it once more."), "problem"),
    "INVALID_PASSWORD_CODE": (_l("This password or code is not right. Look at it once more."), "problem"),
    "PASSWORD_MISMATCH": (_l("This password is not right. Look at it once more."), "problem"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords differ. Type the same one twice."), "problem"),
    "PASSWORD_INVALID_LENGTH": (_l("Make the password longer: at least %(length)s characters."), "problem"),
    "PASSWORD_TOO_SIMPLE": (_l("This password is easy to guess. Choose three words in a row."), "problem"),
    "PASSWORD_IS_THE_SAME": (_l("This is your password until now. Choose another."), "problem"),
    "PASSWORD_RESET": (_l("Your new password works. You are signed in."), "done"),
    "PASSWORD_RESET_NO_LOGIN": (_l("Your new password works. Sign in with it."), "done"),
    "PASSWORD_CHANGE": (_l("Your new password works."), "done"),
    "PASSWORD_RESET_EXPIRED": (_l("This link no longer works. Ask for a new one."), "problem"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("This link no longer works. Ask for a new one."), "problem"),
    "INVALID_LOGIN_TOKEN": (_l("This link no longer works. Ask for a new one."), "problem"),
    "INVALID_CODE": (_WRONG_CODE, "problem"),
    "TWO_FACTOR_INVALID_TOKEN": (_WRONG_CODE, "problem"),
    "INVALID_RECOVERY_CODE": (_WRONG_CODE, "problem"),
    "NO_RECOVERY_CODES_SETUP": (_l("You have no such codes yet."), "info"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("Thank you. It is you."), "done"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("From now on we ask for a code too."), "done"),
    "TWO_FACTOR_DISABLED": (_l("We no longer ask for a code."), "done"),
    "TWO_FACTOR_SETUP_EXPIRED": (_AGAIN, "problem"),
    "US_SETUP_EXPIRED": (_AGAIN, "problem"),
    "WEBAUTHN_EXPIRED": (_AGAIN, "problem"),
    "INVALID_INPUT": (_TRY_AGAIN, "problem"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Choose one of the answers."), "problem"),
    "US_METHOD_NOT_AVAILABLE": (_l("Choose one of the answers."), "problem"),
    "ANONYMOUS_USER_REQUIRED": (_l("You are signed in already."), "info"),
    "WEBAUTHN_NAME_REQUIRED": (_l("Give this phone or computer a name."), "problem"),
    "WEBAUTHN_NAME_INUSE": (_l("You have a passkey %(name)s already. Choose another name."), "problem"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (_l("Use only letters and digits in this name."), "problem"),
    "WEBAUTHN_CREDENTIAL_DELETED": (_l("The passkey %(name)s is taken away."), "done"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (_l("The passkey %(name)s works."), "done"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_l("This phone or computer has a passkey here already."), "problem"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_l("We do not know this passkey. Go another way."), "problem"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (_l("We do not know this passkey. Go another way."), "problem"),
    "WEBAUTHN_NO_VERIFY": (_l("The passkey did not work. Try again, or go another way."), "problem"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (
        _l("This passkey is for your second step. Sign in with your password first."),
        "problem",
    ),
}


def sign_in_words() -> dict[str, tuple[Any, str]]:
    """Our sentences under the names by which Flask-Security looks for them."""
    return {f"SECURITY_MSG_{name}": words for name, words in _WORDS.items()}
