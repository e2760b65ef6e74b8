"""The settings as a whole, each time in a process of its own: what production asks for, and what it switches on."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of the shop's own, long enough " + "x" * 30
LIVE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": SECRET,
    "DATABASE_URL": "postgresql://shop@127.0.0.1:1/shop",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "shop.example",
    "SITE_URL": "https://shop.example",
    "ADMIN_PATH": "desk",
    "STRIPE_SECRET_KEY": "sk_live_0123456789",
    "STRIPE_WEBHOOK_SECRETS": "whsec_0123456789",
}
START = "from django.conf import settings; settings.DEBUG"
CHECK = "import django; django.setup(); from django.core.management import call_command; call_command('check', deploy=True)"


def run(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Python code with nothing in its environment but this."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in LIVE.items() if key != name}


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"])
def test_production_does_not_start_without(name):
    result = run(START, without(name))

    assert result.returncode != 0
    assert name in result.stderr


@pytest.mark.parametrize("key", ["short", "development-only-" + "0" * 60])
def test_production_does_not_start_with_a_key_that_is_not_its_own(key):
    result = run(START, {**LIVE, "SECRET_KEY": key})

    assert result.returncode != 0
    assert "SECRET_KEY must be your own" in result.stderr
    assert key not in result.stderr


def test_production_is_the_default_of_the_servers():
    """Whoever forgets to say which settings gets the strict ones, not the demo's."""
    result = run("import config.wsgi", {})

    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr


def test_a_complete_production_starts_and_passes_its_checks(tmp_path):
    secret = tmp_path / "key"
    secret.write_text(SECRET + "\n", encoding="utf-8")

    result = run(CHECK, {**without("SECRET_KEY"), "SECRET_KEY_FILE": str(secret)})

    assert result.returncode == 0, result.stderr
    assert "shop." not in result.stderr
    assert "security." not in result.stderr


def test_neither_migration_nor_web_server_starts_where_payments_would_go_to_an_emulator():
    """The checks one by one are in test_checks.py; here it is that somebody looks at them."""
    wrong = {**LIVE, "STRIPE_API_BASE": "http://127.0.0.1:8001", "STRIPE_SECRET_KEY": "sk_test_0123456789"}
    checked, served = run(CHECK, wrong), run("import config.wsgi", wrong)

    assert checked.returncode != 0
    assert "shop.E001" in checked.stderr
    assert served.returncode != 0
    assert "shop.E001" in served.stderr


def settings_of(environment: dict[str, str], *names: str) -> dict:
    code = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {names!r}}}))
"""
    result = run(code, environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_production_is_encrypted_throughout():
    found = settings_of(
        LIVE,
        *("DEBUG", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"),
        *("SECURE_HSTS_PRELOAD", "SECURE_REDIRECT_EXEMPT", "LANGUAGE_COOKIE_SECURE"),
        *("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"),
        *("SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_DOMAIN", "CSRF_COOKIE_PATH"),
    )

    assert found == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        "SECURE_REDIRECT_EXEMPT": ["^healthz$", "^readyz$"],
        "LANGUAGE_COOKIE_SECURE": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        # A browser takes a __Host- cookie only when it is secure, for the whole host, and for no other host.
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "CSRF_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_PATH": "/",
    }


def test_redis_takes_cache_sessions_and_queue_where_it_is_given():
    found = settings_of(
        LIVE, "CACHES", "SESSION_ENGINE", "CELERY_BROKER_URL", "CELERY_BROKER_TRANSPORT_OPTIONS"
    )

    assert found["CACHES"]["default"]["BACKEND"] == "django_redis.cache.RedisCache"
    assert found["CACHES"]["default"]["LOCATION"] == "redis://127.0.0.1:1/0"
    assert found["SESSION_ENGINE"] == "django.contrib.sessions.backends.cache"
    assert found["CELERY_BROKER_URL"] == "redis://127.0.0.1:1/0"
    assert found["CELERY_BROKER_TRANSPORT_OPTIONS"]["socket_connect_timeout"] == 2


def test_without_redis_the_same_roles_are_played_by_postgresql():
    broker = "sqla+postgresql+psycopg://shop@127.0.0.1:1/broker"
    found = settings_of(
        {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": LIVE["DATABASE_URL"],
            "CELERY_BROKER_URL": broker,
        },
        *("CACHES", "SESSION_ENGINE", "CELERY_BROKER_URL"),
    )

    assert found["CACHES"]["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert found["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"
    assert found["CELERY_BROKER_URL"] == broker


def test_error_reports_are_off_until_a_project_is_named():
    code = "from django.conf import settings; settings.DEBUG; import sentry_sdk; print(sentry_sdk.get_client().is_active())"

    assert run(code, LIVE).stdout.strip() == "False"
    assert run(code, {**LIVE, "SENTRY_DSN": "https://public@127.0.0.1:1/1"}).stdout.strip() == "True"


# --- .env.example ----------------------------------------------------------------------------------------------

READ = re.compile(
    r"""(?:\benv\.(?:str|bool|int|list|url|required|raw)|os\.environ\.get|os\.getenv)\(\s*["']([A-Z][A-Z0-9_]+)["']"""
    r"""|os\.environ\[["']([A-Z][A-Z0-9_]+)["']\]"""
)
# Set by the entry points themselves and by the test suite, not by whoever runs a shop.
NOT_FOR_PEOPLE = {"DJANGO_SETTINGS_MODULE"}


def variables_read() -> set[str]:
    """Every variable that the settings, the entry points, the web server and the containers read."""
    files = [
        *(path for path in (ROOT / "site" / "config").rglob("*.py") if path.name != "test.py"),
        ROOT / "gunicorn.conf.py",
    ]
    found: set[str] = set()
    for path in files:
        for match in READ.finditer(path.read_text(encoding="utf-8")):
            found.add(match[1] or match[2])
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    found.update(re.findall(r"\$\{([A-Z][A-Z0-9_]+)", compose))
    return found - NOT_FOR_PEOPLE


def variables_described() -> set[str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", text, flags=re.MULTILINE))


def test_every_variable_that_the_code_reads_is_described():
    assert variables_read() - variables_described() == set()


def test_every_variable_that_is_described_is_read():
    assert variables_described() - variables_read() == set()


def test_the_example_holds_no_secret():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")

    for name in (
        "SECRET_KEY",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRETS",
        "EMAIL_HOST_PASSWORD",
        "S3_SECRET_KEY",
    ):
        assert re.search(rf"^#?\s?{name}=$", text, flags=re.MULTILINE), name
