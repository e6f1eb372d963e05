"""Django's settings, from the checked environment. What differs between installations is in ``environment`` only."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from kring.config import environment
from kring.config.cleaning import clean
from kring.config.environment import Database

HERE = environment.read()
PACKAGE = Path(__file__).parents[1]

SECRET_KEY = HERE.secret_key
DEBUG = False
ALLOWED_HOSTS = list(HERE.hosts)
ROOT_URLCONF = "kring.site.urls"
WSGI_APPLICATION = "kring.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

KRING_MODE = HERE.mode
KRING_GUARD_KEY = HERE.guard_key
KRING_MASTER_KEY = HERE.master_key
KRING_MASTER_KEY_OTHER = (
    HERE.master_key_other
)  # only while the master key is being replaced: read with, never written with
KRING_SEAL_WAIT = HERE.seal_wait
KRING_DEMO_SIGN_IN = HERE.demo_sign_in  # the marked shortcut: seats of fictitious organisations, without password
KRING_ORIGIN = HERE.origin

# ----- Apps.

_HOUSE = (
    "kring.guard",
    "kring.journal",
    "kring.parties.identity",
    "kring.parties",
    "kring.persons",
    "kring.clients",
    "kring.instruments",
    "kring.exchange",
    "kring.face",
    "kring.flows.debtors",
    "kring.flows.directory",
    "kring.flows.lists",
    "kring.desks.clients",
    "kring.desks.privacy",
    "kring.desks.register",
    "kring.site",
)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    *_HOUSE,
    "django.forms",  # after the house, whose widgets come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "kring.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kring.face.language.LanguageMiddleware",  # around whatever asks the database: it may be away, and that is told too
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kring.config.second_factor.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kring.face.problems.FaultMiddleware",
]

# ----- Databases: one PostgreSQL, a login role per alias (docs/architecture.md).


def _alias(database: Database | None, *, pool: int = 0) -> dict[str, Any]:
    if database is None:
        return {"ENGINE": "django.db.backends.dummy"}
    options: dict[str, Any] = {
        "server_side_binding": True,  # no literal in the server's log or in pg_stat_activity
        "connect_timeout": 10,
        "application_name": f"kring-{HERE.process}",
        # As a start-up option, so that cleaning (RESET ALL) returns to it: Django reads every time as if it were in this zone.
        "options": "-c timezone=UTC",
        **database.options,
    }
    if pool:
        # Whoever asks waits out a short restart of the server; a long absence is told, and its end is seen within seconds.
        absence = {"timeout": 5.0, "reconnect_timeout": 5.0}
        options["pool"] = {"min_size": 1, "max_size": pool, "reset": clean, **absence}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "PASSWORD": database.password,
        "HOST": database.host,
        "PORT": str(database.port),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": bool(pool),
        "ATOMIC_REQUESTS": False,  # a refusal's line must not die with a template error
        "OPTIONS": options,
    }


DATABASES: dict[str, dict[str, Any]] = {
    "default": _alias(HERE.app, pool=HERE.pool),
    "identity": _alias(HERE.identity, pool=HERE.pool),
}
if HERE.owner is not None:
    DATABASES["owner"] = _alias(HERE.owner)
DATABASE_ROUTERS = ["kring.config.router.Router"]

# Limits on sign-in must hold over all processes, so they are kept in a table; nothing else is cached.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "identity_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# ----- Background work.

PROCRASTINATE_DATABASE_ALIAS = "default"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# ----- Language and time.

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")]
FORMAT_MODULE_PATH = "kring.face.formats"
LOCALE_PATHS = [str(path) for path in sorted(PACKAGE.rglob("locale")) if path.is_dir()]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

# ----- Pages.

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["kring.face.templatetags.whose"],  # in every form beside its token: whose it is
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kring.face.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "kring.face.forms.KringRenderer"
CSRF_FAILURE_VIEW = "kring.face.problems.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # no upload ever lands in a folder
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # served from the package, as installed: nothing to collect beforehand
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024  # read from memory: an uploaded list never touches the disk in clear
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# ----- What a browser may do.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the design system draws its icons as data
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HERE.real
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-kring" if HERE.real else "kring"
CSRF_COOKIE_NAME = "__Host-kring-csrf" if HERE.real else "kring-csrf"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = [HERE.origin] if HERE.origin.startswith("https://") else []
SECURE_SSL_REDIRECT = HERE.real
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked by the machine next door
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HERE.real else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HERE.real
if HERE.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# ----- Signing in: no sign-up, a password and always a second factor.

AUTH_USER_MODEL = "identity.Account"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
SESSION_ENGINE = "kring.parties.identity.sessions"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "kring.config.accounts.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SESSION_REMEMBER = False  # a desk is shared: the session ends with the browser
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HERE.real else "http"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key", "login": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kring"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HERE.real
MFA_ADAPTER = "kring.config.accounts.EncryptingMfaAdapter"
MFA_FORMS = {"add_webauthn": "kring.face.key_forms.AddKeyForm", "edit_webauthn": "kring.face.key_forms.EditKeyForm"}

# ----- Mail and the process's own log, which holds no personal data.

DEFAULT_FROM_EMAIL = SERVER_EMAIL = HERE.email_from
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if HERE.email.scheme == "console":
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_HOST, EMAIL_PORT = HERE.email.host, HERE.email.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = HERE.email.user, HERE.email.password
EMAIL_USE_TLS, EMAIL_USE_SSL = HERE.email.scheme == "smtp+tls", HERE.email.scheme == "smtps"
EMAIL_TIMEOUT = 20

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "kring.config.logs.DiscreetFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": HERE.log_level},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
        "django.db.backends": {"level": "WARNING"},  # never a statement: it may hold values
        "procrastinate": {"level": "WARNING"},
    },
}
