"""Brings the demo's database up to date: migrations, cache table, demo shop; one process, because Django starts slowly."""

from __future__ import annotations

import sys

import django
from django.conf import settings
from django.core.management import call_command

DATABASE_CACHE = "django.core.cache.backends.db.DatabaseCache"


def main() -> int:
    """Do everything that has to be done before the shop opens; all of it may be done again."""
    django.setup()
    print("bringing the database up to date (takes a minute the first time)", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    if any(cache["BACKEND"] == DATABASE_CACHE for cache in settings.CACHES.values()):
        call_command("createcachetable", verbosity=0)
    print("filling the demo shop", flush=True)
    call_command("seed_demo")
    return 0


if __name__ == "__main__":
    sys.exit(main())
