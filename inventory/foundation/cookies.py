"""The signed cookie in which a session lives."""

from functools import lru_cache

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class SignedCookies(SecureCookieSessionInterface):
    """As Flask signs cookies; only what signs them is made once per key, not twice on each page."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads with the keys of this app; a changed key gets its own."""
        if not app.secret_key:
            return None
        keys = (*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key)
        return _signing(self, keys)


@lru_cache(maxsize=8)
def _signing(cookies: SignedCookies, keys: tuple[str | bytes, ...]) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        list(keys),  # type: ignore[arg-type]  # itsdangerous takes both kinds; its stub knows one kind at a time
        salt=cookies.salt,
        serializer=cookies.serializer,
        signer_kwargs={"key_derivation": cookies.key_derivation, "digest_method": cookies.digest_method},
    )
