"""Django's settings of the portal of one home: its database is the home's, so that a message is recorded with its act.

`configure` is called once a process, before anything of Django is used. What is written here in capitals are the
settings that every home shares.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
from csp.constants import NONCE, NONE, SELF
from django.conf import settings

from dermadocs.portal.environment import STATIC
from dermadocs.portal.names import NAMES
from dermadocs.store.settings import database

INSTALLED_APPS = [
    "dermadocs.store",
    "dermadocs.portal.apps.PortalConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dermadocs.portal.edge.Edge",
    "dermadocs.portal.caps.Caps",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "dermadocs.portal.speech.Speech",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "dermadocs.portal.urls"
TEMPLATES = [
    {"BACKEND": "dermadocs.portal.environment.Pages", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}},
    {  # only what allauth has of its own and we do not draw
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
"""Another one for each home: `configure`."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}}
"""In the database: a limit on attempts survives a restart."""
AUTH_USER_MODEL = "portal.Member"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/practice/home"
ACCOUNT_ADAPTER = "dermadocs.portal.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
"""Nobody signs up: a manager invites, and the invitation proves the address."""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,8/900s/key"}
"""Of wrong codes; wrong passwords are counted by `AXES_FAILURE_LIMIT`, which is reached first and has a page."""
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "dermadocs.portal.accounts.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "dermadocs"
MFA_TOTP_TOLERANCE = 1
"""Steps of thirty seconds by which a telephone may be off (RFC 6238, 5.2)."""
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "dermadocs.portal.accounts.adapter.username"
AXES_CLIENT_IP_CALLABLE = "dermadocs.portal.address.address_of"
AXES_LOCKOUT_CALLABLE = "dermadocs.portal.accounts.adapter.locked_out"
AXES_SENSITIVE_PARAMETERS = ["password", "username", "login", "ip_address"]
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dermadocs.portal.edge.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
"""Nothing leaves for another site. With `no-referrer` a browser would send our forms with the origin `null`."""
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 7_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 80
"""The auditor's desk takes fifty, and what they are judged by; its page carries its answers."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
STATIC_URL = "/static/"
STATICFILES_DIRS = [STATIC]
WHITENOISE_USE_FINDERS = True
DEMONSTRATION = False
MFA_FORCED = True
"""In a demonstration nobody needs a second factor: there is nothing to guard."""
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "fr"
LANGUAGES = list(NAMES.items())
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},  # without any, Python itself would speak
    },
    "loggers": {
        # A path may hold a link's secret, so no logger of requests speaks.
        "django.request": {"handlers": ["nowhere"], "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "axes": {"handlers": ["nowhere"], "propagate": False},
        "dermadocs": {"handlers": ["stderr"], "level": "INFO"},
    },
}


def configure(folder: Path, *, url: str, secret: str, demonstration: bool) -> None:
    """Set Django up for the portal of a home that is reached at `url`."""
    own = {name: value for name, value in globals().items() if name.isupper() and name not in ("NONCE", "NONE", "SELF")}
    host = urlsplit(url)
    safe = host.scheme == "https"
    own |= {
        "SECRET_KEY": secret,
        "DATABASES": {"default": database(folder)},
        "ALLOWED_HOSTS": [host.hostname or "localhost", "localhost", "127.0.0.1"],
        "CSRF_TRUSTED_ORIGINS": [url],
        "SESSION_COOKIE_SECURE": safe,
        "CSRF_COOKIE_SECURE": safe,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if safe else None,
        "SECURE_HSTS_SECONDS": 31_536_000 if safe else 0,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not safe,
        "PORTAL_URL": url,
        "PORTAL_HOME": folder,
        "EMAIL_BACKEND": "dermadocs.portal.messages.mail.Capture"
        if demonstration
        else "dermadocs.portal.messages.mail.Server",
        "MFA_FORCED": not demonstration,
        "DEMONSTRATION": demonstration,
    }
    settings.configure(**own)
    django.setup()
