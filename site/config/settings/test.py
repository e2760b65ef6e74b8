"""Settings of the test suite. tests/conftest.py starts PostgreSQL and sets DATABASE_URL."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("STRIPE_SECRET_KEY", "sk_test_of_the_suite")
os.environ.setdefault("STRIPE_WEBHOOK_SECRETS", "whsec_suite_new,whsec_suite_old")
os.environ.setdefault("STRIPE_API_BASE", "http://127.0.0.1:9")
os.environ.setdefault("VIES_API_BASE", "http://127.0.0.1:9/vies")

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES

DEBUG = False
DEMO = False
STRIPE_EMULATOR_ALLOWED = True
SECRET_KEY = "only-for-the-test-suite-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL

DATABASES["default"]["ENGINE"] = "tools.testing.backend"
DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = "vitrina_template"
# A thread that ends leaves no connection behind: the test database could not be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Transactional tests empty tables by TRUNCATE, which the append-only tables otherwise refuse.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c vitrina.allow_truncate=on"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# What a test has changed counts at once; tests of the second itself set it.
BRIEF_SECONDS = 0
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"vitrina-test-media-{os.getpid()}"
PRIVATE_MEDIA_ROOT = Path(tempfile.gettempdir()) / f"vitrina-test-private-{os.getpid()}"
