"""Every setting, from the environment. `docs/settings.md` tells of each; a test holds the two together."""

import ipaddress
import os
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Setting:
    """One environment variable: its default when not set, and what it is for."""

    name: str
    default: str
    purpose: str


SETTINGS = (
    Setting(
        "LEENKRING_DATABASE_URL",
        "sqlite:///<data>/leenkring.db",
        "Where the database is: SQLite file or PostgreSQL.",
    ),
    Setting(
        "LEENKRING_DATA", "instance", "Folder for the SQLite files, the secret key and auditors' dossiers."
    ),
    Setting(
        "LEENKRING_SECRET_KEY",
        "<data>/secret-key",
        "Signs sessions and locks the seals. Made and kept in a file when not set.",
    ),
    Setting(
        "LEENKRING_JOBS_URL", "sqlite:///<data>/jobs.db", "Queue of background jobs: SQLite file or redis://."
    ),
    Setting("LEENKRING_LIMITS_URL", "memory://", "Where rate limits are counted: memory:// or redis://."),
    Setting("LEENKRING_PUBLIC_URL", "http://127.0.0.1:<port>", "Address that stands in QR codes and mails."),
    Setting("LEENKRING_MAIL_SERVER", "", "Host of the mail server. Empty: letters stay in the outbox."),
    Setting("LEENKRING_MAIL_PORT", "587", "Port of the mail server."),
    Setting("LEENKRING_MAIL_STARTTLS", "1", "1: speak TLS with the mail server."),
    Setting("LEENKRING_MAIL_USERNAME", "", "Account on the mail server."),
    Setting("LEENKRING_MAIL_PASSWORD", "", "Password of that account."),
    Setting("LEENKRING_MAIL_FROM", "leenkring@localhost", "From whom mails come."),
    Setting(
        "LEENKRING_SMS_CLIENT_ID",
        "",
        "Client id of an account at smstools.be. Empty: no text messages; other ways are taken.",
    ),
    Setting("LEENKRING_SMS_CLIENT_SECRET", "", "Client secret of that account."),
    Setting("LEENKRING_SMS_SENDER", "Digibank", "From whom text messages come; at most 11 letters."),
    Setting(
        "LEENKRING_SMS_URL", "https://api.smsgatewayapi.com/v1/message/send", "Address of the SMS gateway."
    ),
    Setting(
        "LEENKRING_UITPAS_CLIENT_ID",
        "",
        "Client id at publiq, with the right to read passes. Empty: the desk looks at cards by eye.",
    ),
    Setting("LEENKRING_UITPAS_CLIENT_SECRET", "", "Client secret at publiq."),
    Setting("LEENKRING_UITPAS_URL", "https://api.uitpas.be", "Address of the register of UiTPAS."),
    Setting(
        "LEENKRING_UITPAS_TOKEN_URL",
        "https://account.uitid.be/realms/uitid/protocol/openid-connect/token",
        "Where that register gives its tokens.",
    ),
    Setting(
        "LEENKRING_TIME_STAMPS",
        "",
        "Address of a time-stamp authority (RFC 3161) for certificates, or empty.",
    ),
    Setting(
        "LEENKRING_PRINTER_NETWORKS",
        "",
        "Networks in which label printers may be, like 192.168.7.0/24; needed for one on this machine. "
        "Empty: anywhere else.",
    ),
    Setting(
        "LEENKRING_BACKUP_DAYS",
        "35",
        "How many days a backup is kept at most: so long it still knows who was forgotten. "
        "`leenkring prune` removes older ones.",
    ),
    Setting("LEENKRING_PROXIES", "0", "How many proxies stand before us and set X-Forwarded-* headers."),
    Setting("LEENKRING_WORKERS", "2", "Web processes of `leenkring serve`."),
    Setting("LEENKRING_THREADS", "4", "Threads in each web process."),
    Setting("LEENKRING_LOG_LEVEL", "INFO", "How much is logged."),
    Setting(
        "LEENKRING_HOST",
        "127.0.0.1",
        "Address on which `leenkring serve` listens; 0.0.0.0 for every network.",
    ),
    Setting("PORT", "8000", "Port on which `leenkring serve` listens."),
)

_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def read(name: str) -> str:
    """One setting as text; an unknown name is a typing error and crashes."""
    value = os.environ.get(name, "").strip() or _DEFAULTS[name]
    if "<data>" in value:
        value = value.replace("<data>", str(data_folder()))
    return value.replace("<port>", read("PORT")) if "<port>" in value else value


def here(path: str) -> Path:
    """A file or folder of the project itself."""
    return Path(__file__).resolve().parent.parent / path


def data_folder() -> Path:
    """Where SQLite files and the secret key are, as an absolute path."""
    return Path(os.environ.get("LEENKRING_DATA", "").strip() or _DEFAULTS["LEENKRING_DATA"]).absolute()


def database_url() -> str:
    """The database, with the driver that we ship for PostgreSQL."""
    return with_driver(read("LEENKRING_DATABASE_URL"))


def with_driver(url: str) -> str:
    """A PostgreSQL address, however it was written, with psycopg as its driver."""
    for start in ("postgres://", "postgresql://"):
        if url.startswith(start):
            return "postgresql+psycopg://" + url.removeprefix(start)
    return url


def _secret_key() -> str:
    given = os.environ.get("LEENKRING_SECRET_KEY", "").strip()
    if given:
        return given
    kept = data_folder() / "secret-key"
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return kept.read_text(encoding="ascii")


def flask_settings() -> dict[str, Any]:
    """Everything that Flask and its extensions read."""
    public_url = read("LEENKRING_PUBLIC_URL").rstrip("/")
    is_secure = public_url.startswith("https://")
    secret = _secret_key()
    url = database_url()
    return {
        "SECRET_KEY": secret,
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        "MIGRATIONS": str(here("migrations")),
        "PUBLIC_URL": public_url,
        "JOBS_URL": read("LEENKRING_JOBS_URL"),
        "MAX_CONTENT_LENGTH": 64_000_000,
        "MAX_FORM_MEMORY_SIZE": 4_000_000,
        "MAX_FORM_PARTS": 5_000,
        "BABEL_DEFAULT_LOCALE": "nl",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Brussels",
        "LANGUAGES": ("nl", "fr", "en"),
        "SESSION_COOKIE_NAME": "leenkring",
        "SESSION_COOKIE_SECURE": is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_STORAGE_URI": read("LEENKRING_LIMITS_URL"),
        "RATELIMIT_HEADERS_ENABLED": True,
        "MAIL_SERVER": read("LEENKRING_MAIL_SERVER") if os.environ.get("LEENKRING_MAIL_SERVER") else "",
        "MAIL_PORT": int(read("LEENKRING_MAIL_PORT")),
        "MAIL_STARTTLS": read("LEENKRING_MAIL_STARTTLS") == "1",
        "MAIL_USERNAME": os.environ.get("LEENKRING_MAIL_USERNAME", ""),
        "MAIL_PASSWORD": os.environ.get("LEENKRING_MAIL_PASSWORD", ""),
        "MAIL_FROM": read("LEENKRING_MAIL_FROM"),
        "SMS_URL": read("LEENKRING_SMS_URL"),
        "SMS_CLIENT_ID": os.environ.get("LEENKRING_SMS_CLIENT_ID", "").strip(),
        "SMS_CLIENT_SECRET": os.environ.get("LEENKRING_SMS_CLIENT_SECRET", "").strip(),
        "SMS_SENDER": read("LEENKRING_SMS_SENDER"),
        "UITPAS_URL": read("LEENKRING_UITPAS_URL"),
        "UITPAS_TOKEN_URL": read("LEENKRING_UITPAS_TOKEN_URL"),
        "UITPAS_CLIENT_ID": os.environ.get("LEENKRING_UITPAS_CLIENT_ID", "").strip(),
        "UITPAS_CLIENT_SECRET": os.environ.get("LEENKRING_UITPAS_CLIENT_SECRET", "").strip(),
        "TIME_STAMPS": read("LEENKRING_TIME_STAMPS"),
        "PRINTER_NETWORKS": _networks(read("LEENKRING_PRINTER_NETWORKS")),
        "BACKUP_DAYS": int(read("LEENKRING_BACKUP_DAYS")),
        "PROXIES": int(read("LEENKRING_PROXIES")),
        **_security(secret, public_url),
    }


def _networks(text: str) -> tuple[Any, ...]:
    """Networks with spaces or commas between them; a typing error crashes."""
    return tuple(ipaddress.ip_network(one) for one in re.split(r"[\s,]+", text) if one)


def engine_options(url: str) -> dict[str, Any]:
    """How connections are kept: few and checked on PostgreSQL, one per thread on SQLite."""
    if url.startswith("sqlite"):
        return {"connect_args": {"check_same_thread": False}, "hide_parameters": True}
    # An error must not carry what people typed into the log.
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": 5,
        "max_overflow": 5,
        "pool_recycle": 1800,
    }


def _security(secret: str, public_url: str) -> dict[str, Any]:
    """Flask-Security: argon2, TOTP, passkeys and links by mail; nobody signs up uninvited."""
    # A command that only asks where the database is need not wait a second for these.
    from flask_babel import lazy_gettext as _l
    from flask_security.utils import aware_utcnow

    host = public_url.split("://", 1)[-1].split("/")[0].split(":")[0]
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": secret,
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_TRACKABLE": False,
        "SECURITY_DATETIME_FACTORY": aware_utcnow,
        "SECURITY_CONFIRMABLE": False,
        "SECURITY_PASSWORDLESS": False,
        "SECURITY_UNIFIED_SIGNIN": True,
        "SECURITY_US_ENABLED_METHODS": ["password", "email"],
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_US_EMAIL_SUBJECT": _l("Your link to sign in"),
        "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": _l("Choose a new password"),
        "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": _l("Your password was changed"),
        "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": _l("Your password was changed"),
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_REQUIRED": False,
        "SECURITY_TWO_FACTOR_RESCUE_MAIL": "",
        "SECURITY_TOTP_SECRETS": {"1": secret},
        "SECURITY_TOTP_ISSUER": "Leenkring",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_ALLOW_AS_FIRST_FACTOR": True,
        "SECURITY_WAN_RP_NAME": "Leenkring",
        "SECURITY_WAN_RP_ID": host,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_REDIRECT_VALIDATE_MODE": "absolute",
        "SECURITY_EMAIL_SENDER": read("LEENKRING_MAIL_FROM"),
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_USE_REGISTER_V2": True,
        "SECURITY_I18N_DIRNAME": ["builtin"],
        # None, for a directive without a value: True would be written as "no-store=True".
        "SECURITY_CACHE_CONTROL": {"private": None, "no-store": None},
        "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
        "SECURITY_SESSION_PROTECTION": "basic",
        "REMEMBER_COOKIE_DURATION": timedelta(days=30),
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": public_url.startswith("https://"),
        "REMEMBER_COOKIE_HTTPONLY": True,
    }
