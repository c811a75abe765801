"""Django settings: wiring only. What an operator may set is read through config/env.py."""

from __future__ import annotations

from pathlib import Path

from config import env, secrets_store

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.text("ADVICELINE_ENV", "production")
if ENVIRONMENT not in {"demo", "test", "production"}:
    raise env.SettingError(f"ADVICELINE_ENV is '{ENVIRONMENT}'. Use demo, test or production.")
DEMO = ENVIRONMENT == "demo"
PRODUCTION = ENVIRONMENT == "production"

DATA_DIR = secrets_store.prepare_data_directory(Path(env.text("ADVICELINE_DATA", str(ROOT / "var"))))
CONTENT_DIR = (ROOT / env.text("ADVICELINE_CONTENT", "content/hsb")).resolve()

SECRET_KEY = env.text("ADVICELINE_SECRET_KEY") or secrets_store.secret_key(DATA_DIR)
MASTER_KEYS = secrets_store.master_keys(DATA_DIR, env.text("ADVICELINE_MASTER_KEYS"))
AUDIT_ANCHOR_FILE = Path(env.text("ADVICELINE_AUDIT_ANCHOR", str(DATA_DIR / "anchor.jsonl")))

DEBUG = False
HTTPS = env.flag("ADVICELINE_HTTPS", PRODUCTION)
ALLOWED_HOSTS = [
    host.strip() for host in env.text("ADVICELINE_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host.strip()
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and not host.startswith(("*", "["))]

ROOMS = (
    "adviceline.ui",
    "adviceline.jobs",
    "adviceline.audit",
    "adviceline.privacy",
    "adviceline.facts",
    "adviceline.accounts",
    "adviceline.places",
    "adviceline.workforce",
    "adviceline.advice",
    "adviceline.directory",
    "adviceline.contacts",
    "adviceline.followups",
    "adviceline.signposting",
    "adviceline.evidence",
    "adviceline.feedback",
    "adviceline.quality",
    "adviceline.channels.web",
    "adviceline.channels.email",
    "adviceline.channels.email.correspondence",
    "adviceline.channels.telephony",
    "adviceline.channels.chat",
    "adviceline.desk",
    "adviceline.evaluation",
    "adviceline.delivery",
    "adviceline.outreach",
    "adviceline.finance",
    "adviceline.reporting",
    "adviceline.following",
    "adviceline.portal",
    "adviceline.demo",
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_q",
    *(room for room in ROOMS if (ROOT / room.replace(".", "/") / "apps.py").exists()),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "adviceline.directory.oruk.answers.open_to_all",
    "adviceline.channels.email.webhooks.bodies.leave_to_the_view",
    "adviceline.ui.middleware.forget_unreadable_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "adviceline.ui.middleware.refuse_unreadable_input",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "adviceline.accounts.middleware.staff_gate",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "adviceline.ui.context.service",
    "adviceline.workforce.context.service_status",
    *(["adviceline.desk.context.rail"] if (ROOT / "adviceline/desk/context.py").exists() else []),
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(ROOT.glob("adviceline/**/templates")),
        "APP_DIRS": False,
        "OPTIONS": {"environment": "adviceline.ui.jinja.environment", "context_processors": CONTEXT_PROCESSORS},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS[:3]},
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {
    "default": env.database(
        env.text("DATABASE_URL"),
        sqlite_path=DATA_DIR / "adviceline.sqlite3",
        pool=env.flag("ADVICELINE_DB_POOL", False),
    ),
    "keys": env.database(
        env.text("KEYS_DATABASE_URL"), sqlite_path=DATA_DIR / "keys.sqlite3", pool=env.flag("ADVICELINE_DB_POOL", False)
    ),
}
DATABASE_ROUTERS = ["adviceline.privacy.routing.KeyStoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "adviceline"}
}

# Jobs: five attempts are counted by us (adviceline/jobs), since django-q2 does not count a worker's death.
Q_CLUSTER = {
    "name": "adviceline",
    "orm": "default",
    "workers": 1,
    "recycle": 500,
    "timeout": 90,
    "retry": 150,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 100,
    "bulk": 1,
    "poll": 0.5,
    "label": "Jobs",
}

# People and sign-in
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "adviceline.accounts.adapters.StaffAccountAdapter"
SOCIALACCOUNT_ADAPTER = "adviceline.accounts.adapters.StaffSingleSignOnAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "adviceline.accounts.forms.SignInForm",
    "reauthenticate": "adviceline.accounts.forms.ReauthenticateForm",
    "reset_password": "adviceline.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "adviceline.accounts.forms.ResetPasswordKeyForm",
    "change_password": "adviceline.accounts.forms.ChangePasswordForm",
    "set_password": "adviceline.accounts.forms.SetPasswordForm",
}
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "5/m/ip,3/15m/key",
}
if env.text("ADVICELINE_RATE_LIMITS", "on") == "off":
    ACCOUNT_RATE_LIMITS = False
RATE_LIMITS = env.text("ADVICELINE_RATE_LIMITS", "on") != "off"
LINK_CHECKS = env.flag("ADVICELINE_LINK_CHECKS", PRODUCTION)
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number("ADVICELINE_PROXIES", 0)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by a service manager, and a link to them sets the password
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_ADAPTER = "adviceline.accounts.adapters.StaffMFAAdapter"
MFA_FORMS = {
    "authenticate": "adviceline.accounts.forms.CodeForm",
    "reauthenticate": "adviceline.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "adviceline.accounts.forms.ActivateAppForm",
    "authenticate_webauthn": "adviceline.accounts.forms.PasskeyForm",
    "login_webauthn": "adviceline.accounts.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "adviceline.accounts.forms.ReauthenticatePasskeyForm",
    "add_webauthn": "adviceline.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "adviceline.accounts.forms.EditPasskeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ONLY = False
# A link, not a form: where a form leads is bound by our own content policy, and identity providers send people on.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {}
if OIDC_ISSUER := env.issuer():
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "staff",
                "name": "Staff single sign-on",
                "client_id": env.text("ADVICELINE_OIDC_CLIENT_ID"),
                "secret": env.text("ADVICELINE_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }

# What the browser may do
SESSION_COOKIE_NAME = "adviceline_session"
CSRF_COOKIE_NAME = "adviceline_form"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "adviceline.ui.errors.form_expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}

# Bodies: a public form needs far less; anything larger is refused with 413 before it is read whole.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Mail leaves through the jobs outbox with this backend.
vars().update(secrets_store.mail_settings(env.text("EMAIL_URL"), data_directory=DATA_DIR))
MAIL_FROM = env.text("ADVICELINE_MAIL_FROM")
SITE = env.site(ALLOWED_HOSTS, https=HTTPS)
#: Answers of one kind are read together with at least so many: never of a person alone.
FEEDBACK_SMALLEST_GROUP = max(2, env.whole_number("ADVICELINE_FEEDBACK_SMALLEST_GROUP", 5))
CLAMD = env.text("ADVICELINE_CLAMD")  # empty: no scanner, so no file is opened
MAIL_PLUS_ADDRESSES = env.flag("ADVICELINE_MAIL_PLUS", True)
MAIL_ACKNOWLEDGEMENTS_AN_HOUR = env.whole_number("ADVICELINE_MAIL_ACKNOWLEDGEMENTS", 300)
MAIL_TRUST = tuple(env.text("ADVICELINE_MAIL_TRUST").casefold().split())
MAIL_DNS = env.text("ADVICELINE_MAIL_DNS") or ("system" if PRODUCTION else "off")
MAIL_ALERTS_TO = env.text("ADVICELINE_MAIL_ALERTS_TO")
MAILBOXES = env.text("ADVICELINE_MAILBOXES")
MAIL_WEBHOOKS = env.secrets_by_name("ADVICELINE_MAIL_WEBHOOKS", ("mailgun", "postmark"))
EXCHANGE = env.text("ADVICELINE_EXCHANGE")
RECORDING_BASIS = env.note("ADVICELINE_RECORDING_BASIS")  # empty: no call is recorded
PHONE_WEBHOOKS = env.secrets_by_name("ADVICELINE_PHONE_WEBHOOKS", ("twilio",))
PHONE_API = env.address("ADVICELINE_PHONE_API", "https://api.twilio.com")
PHONE_ADVISERS = env.telephones("ADVICELINE_PHONE_ADVISERS")
ANSWER_WITHIN = max(1, env.whole_number("ADVICELINE_ANSWER_WITHIN", 20))
CHATS_AT_ONCE = max(1, env.whole_number("ADVICELINE_CHATS_AT_ONCE", 3))
CHAT_FILES = env.flag("ADVICELINE_CHAT_FILES", False)
CHAT_EMBEDDED_AT = env.origins("ADVICELINE_CHAT_EMBEDDED_AT")
MINIMUM_COVER = max(1, env.whole_number("ADVICELINE_MINIMUM_COVER", 2))
GRANT = env.whole_number("ADVICELINE_GRANT", 400_000)
ALWAYS_OPEN_FROM = env.always_open_from("ADVICELINE_DEMO_OPEN", is_demo=DEMO)  # None: as the content says
BANK_HOLIDAYS = env.text("ADVICELINE_BANK_HOLIDAYS")  # empty: as the content says

# What may be shown of a small count: see adviceline/disclosure/primary.py.
DISCLOSURE = {
    "threshold": env.whole_number("ADVICELINE_SUPPRESS_UP_TO", 4),
    "rounding_base": env.whole_number("ADVICELINE_ROUND_TO", 5),
    "zero_is_disclosive": env.flag("ADVICELINE_HIDE_ZERO", False),
    "smallest_percentage_base": env.whole_number("ADVICELINE_SMALLEST_PERCENTAGE_BASE", 20),
    "smallest_pairs": env.whole_number("ADVICELINE_SMALLEST_PAIRS", 10),
}

# How a return is protected beside that: see adviceline/reporting/returns/linking/rules.py.
RETURNS = {
    "hide_at_most": env.percentage("ADVICELINE_RETURN_HIDE_AT_MOST", 34),
    "method": env.choice("ADVICELINE_RETURN_METHOD", ("suppress", "round")),
    "contributors_know_their_own": env.flag("ADVICELINE_CONTRIBUTORS_KNOW", False),
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = None  # nothing is collected: whitenoise serves what the rooms and the build hold
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"structured": {"()": "config.logs.formatter"}},
    "filters": {"no_sockets": {"()": "config.logs.no_sockets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": env.text("ADVICELINE_LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "uvicorn.error": {"filters": ["no_sockets"]},
        "django-q": {"level": "WARNING"},
        "django.security.csrf": {"level": "ERROR"},
    },
}
