"""The shop as production runs it, on plain http and without Redis: what only a measurement needs is added here.

The rate limits stay on and count. Every shopper of the bench comes from an address of its own, which it states as a proxy
would (TRUSTED_PROXIES), so that nobody reaches a limit that is meant for one person.
"""

import os
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR, MIDDLEWARE, STORAGES

DEMO = False
SECRET_KEY = "only-for-the-bench-" + "x" * 40
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
TRUSTED_PROXIES = 1

BENCH_DIR = Path(os.environ.get("BENCH_DIR") or BASE_DIR / "var" / "bench")
STATIC_ROOT = BENCH_DIR / "static"
MEDIA_ROOT = BENCH_DIR / "media"
PRIVATE_MEDIA_ROOT = BENCH_DIR / "private"
STORAGES["staticfiles"] = {"BACKEND": "core.staticfiles.BundledStaticFilesStorage"}

# Outermost, so that no statement of another middleware is missed.
MIDDLEWARE = ["tools.bench.counting.StatementCountMiddleware", *MIDDLEWARE]
