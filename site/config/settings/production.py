"""Settings of a live shop. It refuses to start without secrets of its own."""

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, REDIS_URL, RELEASE, STORAGES, env
from core.error_reports import start_error_reports

DEBUG = False
DEMO = False
SECRET_KEY = env.required("SECRET_KEY")
SECRET_KEY_FALLBACKS = [k for k in env.str("SECRET_KEY_FALLBACKS", default="").split(",") if k]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or [env.required("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

if not DATABASES:
    raise SystemExit("DATABASE_URL is required in production.")
if not REDIS_URL:
    raise SystemExit("REDIS_URL is required in production (cache, sessions and queue).")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("development-only"):
    raise SystemExit("SECRET_KEY must be your own, at least 50 characters of it.")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.bool("BEHIND_TLS_PROXY", default=True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"

STORAGES["staticfiles"] = {"BACKEND": "core.staticfiles.BundledStaticFilesStorage"}

# Names the copy in error reports; search engines are let into "production" alone.
ENVIRONMENT = env.str("ENVIRONMENT", default="production")
SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    start_error_reports(dsn=SENTRY_DSN, environment=ENVIRONMENT, release=RELEASE)
