"""The signature on a loan is drawn like any other; the ground takes it apart."""

from inventory.foundation.signature import MOST_BYTES, NotASignature, NotSigned, signature_from

__all__ = ["MOST_BYTES", "NotASignature", "NotSigned", "signature_from"]
