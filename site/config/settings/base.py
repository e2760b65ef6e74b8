"""Settings that every installation shares; dev, test and production add what differs."""

from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF

from config.env import database_config, env
from config.storage import S3, media_storages
from core.broker import CONNECT_SECONDS, transport_options

BASE_DIR = Path(__file__).resolve().parents[3]

# --- Who we are -----------------------------------------------------------------------------
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
WAGTAIL_SITE_NAME = "Vitrina"
WAGTAILADMIN_BASE_URL = SITE_URL
ADMIN_PATH = env.str("ADMIN_PATH", default="admin").strip("/")
RELEASE = env.str("RELEASE", default="")

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# W019 asks for X-Frame-Options DENY, but Wagtail shows its previews in a frame of the same origin.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

INSTALLED_APPS = [
    # The shop, from the top layer down (pyproject.toml holds the import contract).
    "home",
    "search",
    "checkout",
    "orders",
    "pricing",
    "promotions",
    "shipping",
    "legal_pages",
    "products",
    "payments",
    "taxes",
    "accounts",
    "core",
    # Wagtail
    "wagtail_localize",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    # Wagtail's own and not wagtail-localize's, which would offer to copy every page into the other language by itself.
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "wagtailmetadata",
    "modelcluster",
    "taggit",
    # Others
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_countries",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "core.middleware.CorrelationIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.PermissionsPolicyMiddleware",
    "core.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.middleware.HostMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "checkout.middleware.CartCookieMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Nobody gets below ADMIN_PATH with a password alone, whichever way the session came about.
    "accounts.middleware.SecondFactorMiddleware",
    # Above the redirects: a page that moved is not gone.
    "products.middleware.ProductPageMiddleware",
    "core.middleware.TranslationOrderMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "home.context_processors.shop",
            ],
        },
    },
]

# Controls without their hundred small templates.
FORM_RENDERER = "core.form_rendering.ShopRenderer"

# --- Data -----------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {"default": database_config(DATABASE_URL)} if DATABASE_URL else {}
if DATABASES:
    # A server that does not answer is reported by /readyz instead of holding every request.
    DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
    # A new connection for every request costs more than most requests; a dead one is noticed and replaced.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # PostgreSQL plans a statement that comes often only once per connection: half of its work for a page was planning. A pooler
    # that gives every transaction another connection has to know prepared statements (PgBouncer from 1.21), or switch it off.
    if env.bool("DATABASE_PREPARED", default=True):
        DATABASES["default"]["OPTIONS"].setdefault("server_side_binding", True)
        DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 5)
    # Every request runs its own short transactions (DESIGN 1.16).
    DATABASES["default"]["ATOMIC_REQUESTS"] = False

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "vitrina",
            "OPTIONS": {
                "CLIENT_CLASS": "django_redis.client.DefaultClient",
                "SOCKET_CONNECT_TIMEOUT": 2,
                "SOCKET_TIMEOUT": 5,
            },
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cache"
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_entries",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        },
        # Wagtail writes each rendition that it read from the database into its cache: here four queries to save one.
        "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

# For how long a process may go by what it read of site, settings, menu, tariffs and promotions (core.brief); 0 for not at all.
BRIEF_SECONDS = 1.0

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
# One door for shoppers and staff: django-allauth's, in the shop's look. Wagtail's own doors lead there (core.views.staff_login).
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Who asks for a new password of an address without an account gets the same answer and no mail.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# Tries by network address are counted in PostgreSQL (accounts.urls, ADR 2); allauth counts the rest, in the cache.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "signup": None,
    "reset_password": "3/h/key",
    "reset_password_from_key": "20/m/ip",
    # Codes of a second factor; wrong passwords are counted by django-axes.
    "login_failed": "20/m/ip,5/300s/key",
    "confirm_email": "1/m/key",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A code typed at the end of its half minute, or by a phone whose clock is a little off, still counts (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
# Nobody is signed in before the address is confirmed, and a new one counts only once it is: this would forbid staff
# to change theirs at all.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.AuthenticateForm",
    "reauthenticate": "accounts.factor_forms.ReauthenticateForm",
    "activate_totp": "accounts.factor_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.factor_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.factor_forms.EditPasskeyForm",
}

# --- Languages and time -----------------------------------------------------------------------
LANGUAGE_CODE = "bg"
LANGUAGES = [("bg", "Български"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Sofia"
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "site" / "config" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
# Files that only their owner or staff may read: never below MEDIA_URL.
PRIVATE_MEDIA_ROOT = Path(env.str("PRIVATE_MEDIA_ROOT", default=str(BASE_DIR / "var" / "private")))

OBJECT_STORAGE = S3.from_env(env)
STORAGES = {
    **media_storages(OBJECT_STORAGE, private_root=PRIVATE_MEDIA_ROOT),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAILIMAGES_IMAGE_MODEL = "core.ShopImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.ShopDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
# The largest that phones make; decoded, it takes some 150 MB.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.forms.ShopImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.forms.ShopDocumentForm"
DOCUMENT_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "txt", "xlsx"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# The texts are in two languages, so the index stems none of them.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database", "SEARCH_CONFIG": "simple"}}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# A translation begins as a draft: until somebody translated it, it speaks the other language.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# --- Mail ---------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Vitrina <shop@vitrina.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Payments -------------------------------------------------------------------------------------
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRETS = [
    part.strip() for part in env.str("STRIPE_WEBHOOK_SECRETS", default="").split(",") if part.strip()
]
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="").rstrip("/")
# Only the demo and the tests may talk to the emulator; the system check refuses it elsewhere.
STRIPE_EMULATOR_ALLOWED = False
STRIPE_CARD_PAGE_ORIGIN = (
    "{0.scheme}://{0.netloc}".format(urlsplit(STRIPE_API_BASE))
    if STRIPE_API_BASE
    else "https://checkout.stripe.com"
)

# --- VAT --------------------------------------------------------------------------------------
# The Commission's register of VAT numbers; the demo and the tests have one of their own (tools/vies).
VIES_API_BASE = env.str(
    "VIES_API_BASE", default="https://ec.europa.eu/taxation_customs/vies/rest-api"
).rstrip("/")

# --- Background work ------------------------------------------------------------------------------
# Wagtail's own small tasks (search index, references) run at once, or once per batch of an import.
TASKS = {"default": {"BACKEND": "core.wagtail_tasks.NotingBackend"}}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is down must not keep a shopper waiting: the sweep does the work later (DESIGN 1.13).
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = CONNECT_SECONDS
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(CELERY_BROKER_URL)
CELERY_TIMEZONE = TIME_ZONE
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=30)
# A sweep that the worker did not get round to is as good as the next one.
_SWEEP = {"expires": SWEEP_SECONDS}
# Sweeps pick up whatever a crash left behind (DESIGN 1.13); the nightly rows clean up.
CELERY_BEAT_SCHEDULE = {
    "sweep-mail": {"task": "core.tasks.sweep_mail", "schedule": SWEEP_SECONDS, "options": _SWEEP},
    "sweep-events": {"task": "orders.tasks.sweep_events", "schedule": SWEEP_SECONDS, "options": _SWEEP},
    "sweep-payments": {"task": "orders.tasks.sweep_payments", "schedule": SWEEP_SECONDS, "options": _SWEEP},
    "sweep-refunds": {"task": "orders.tasks.sweep_refunds", "schedule": SWEEP_SECONDS, "options": _SWEEP},
    "expire-orders": {"task": "orders.tasks.expire_orders", "schedule": SWEEP_SECONDS, "options": _SWEEP},
    "sweep-availability": {
        "task": "products.tasks.sweep_availability",
        "schedule": SWEEP_SECONDS,
        "options": _SWEEP,
    },
    "sweep-restock": {"task": "products.tasks.sweep_restock", "schedule": SWEEP_SECONDS, "options": _SWEEP},
    "sweep-imports": {
        "task": "products.importers.tasks.sweep_imports",
        "schedule": SWEEP_SECONDS,
        "options": _SWEEP,
    },
    "clean-imports": {
        "task": "products.importers.tasks.remove_old_files",
        "schedule": crontab(hour=3, minute=50),
    },
    "publish-scheduled": {"task": "home.tasks.publish_scheduled", "schedule": crontab()},
    "repair-listing": {"task": "products.tasks.repair_listing", "schedule": crontab(minute=17)},
    "count-sales": {"task": "orders.tasks.count_sales", "schedule": crontab(hour=2, minute=40)},
    "forget-restock": {"task": "products.tasks.forget_old_restock", "schedule": crontab(hour=3, minute=0)},
    "forget-mails": {"task": "core.tasks.forget_mails", "schedule": crontab(hour=3, minute=5)},
    "clean-carts": {"task": "checkout.tasks.remove_old_carts", "schedule": crontab(hour=3, minute=10)},
    "forget-number-checks": {
        "task": "taxes.tasks.forget_number_checks",
        "schedule": crontab(hour=3, minute=15),
    },
    "recount-turnover": {"task": "orders.tasks.recount_turnover", "schedule": crontab(hour=3, minute=25)},
    "clean-queue": {"task": "core.tasks.clean_queue", "schedule": crontab(hour=3, minute=20)},
    "clean-sessions": {"task": "core.tasks.clean_sessions", "schedule": crontab(hour=3, minute=30)},
}

# --- Safety ---------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [NONE],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Without the card page's origin the browser blocks the redirect that follows the order form.
        "form-action": [SELF, STRIPE_CARD_PAGE_ORIGIN],
        "frame-ancestors": [SELF],
    }
}
# Wagtail's admin needs inline scripts (date choosers) and styles; it is looser there and only there.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# The field's name in allauth's login form; axes would look for "email" and lock nobody out by name.
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "core.staff_login.attempted_name"
AXES_LOCKOUT_CALLABLE = "core.views.errors.axes_lockout"
AXES_VERBOSE = False
# How many proxies stand in front; the client's address is read from X-Forwarded-For accordingly.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
AXES_CLIENT_IP_CALLABLE = "core.client_address.client_address"

ENVIRONMENT = env.str("ENVIRONMENT", default="development")

# --- Logs -----------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "correlation": {"()": "core.logs.CorrelationFilter"},
        "scrub": {"()": "core.logs.PersonalDataFilter"},
    },
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} [{correlation_id}] {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["correlation", "scrub"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"level": "WARNING"},
        # Wagtail's own jobs run inside the request and would write two lines for every saved object.
        "django_tasks": {"level": "WARNING"},
    },
}
