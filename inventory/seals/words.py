"""What is said of seals."""

from flask_babel import lazy_gettext as _l

from inventory.seals import checking, keys
from inventory.seals.models import Origin
from inventory.wording import says

says(
    {
        Origin.MADE: _l("Made here"),
        Origin.BROUGHT: _l("Brought from a certificate authority"),
        keys.NotPkcs12: _l(
            "This is no .p12 or .pfx file, or the password does not open it. Check both and try again."
        ),
        keys.NothingToSealWith: _l(
            "This file holds no private key with its certificate. Export it again, with the private key."
        ),
        keys.KeyTooWeak: _l(
            "We cannot seal with this key. Ask for RSA of at least 2048 bits, or for P-256, P-384 or P-521."
        ),
        keys.CertificateNotValid: _l("This certificate holds from %(start)s to %(end)s, so not today."),
        keys.MayNotSeal: _l("This certificate is not meant for signing. Ask for one that is."),
        checking.NoPublicKey: _l("This file holds no public key of a seal. Download it from a check page."),
        keys.SealLocked: _l(
            "We cannot open the key of our seal: the secret of this house has changed. Ask a coordinator to"
            " make a new seal, at Settings."
        ),
        "seals.made": _l("Seal made"),
        "seals.brought": _l("Seal brought"),
    }
)
