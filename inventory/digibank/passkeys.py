"""Which passkeys we ask for: whatever this phone or computer has, or a key on a ring.

Flask-Security's own choice leaves out the finger and face readers that are built in; those are just what
people have. Instead of a password, a passkey must see its owner (finger, face or PIN); as a second step,
having it is enough.
"""

from flask_security.webauthn_util import WebauthnUtil
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)


class PasskeyChoice(WebauthnUtil):
    """What the browser is asked for when a passkey is made."""

    def authenticator_selection(self, user: object, usage: str) -> AuthenticatorSelectionCriteria:
        """Any kind of passkey; one that replaces a password must see its owner."""
        first = usage == "first"
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED
            if first
            else UserVerificationRequirement.DISCOURAGED,
        )
