"""Settings of the demo and of development: http on localhost, the project's own helpers beside it."""

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, env

DEBUG = env.bool("DEBUG", default=False)
DEMO = True
STRIPE_EMULATOR_ALLOWED = True
# Only ever used on a developer's own machine; production refuses to start without its own key.
SECRET_KEY = env.str("SECRET_KEY", default="development-only-" + "0" * 40)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Static files come straight from where they are edited; nothing has to be collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

if not DATABASES:
    raise SystemExit("DATABASE_URL is not set. `make demo` starts a PostgreSQL of its own and sets it.")
