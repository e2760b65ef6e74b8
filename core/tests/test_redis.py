"""Cache, sessions and queue on a real Redis, with the production settings in a process of their own."""

import json

import pytest

from core.tests.test_settings import LIVE, run

CODE = """
import json
import django
django.setup()
from importlib import import_module
from config import celery_app
from core.correlation import correlated
from django.conf import settings
from django.core.cache import cache

cache.set("листо", {"sizes": ["S", "M"]}, 60)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session["language"] = "bg"
session.save()
again = import_module(settings.SESSION_ENGINE).SessionStore(session.session_key)
with correlated("request-12345678"):
    celery_app.send_task("core.tasks.clean_queue")
with celery_app.connection_for_read() as connection:
    message = connection.SimpleQueue("celery").get(timeout=5)
    message.ack()
print(json.dumps({
    "cached": cache.get("листо"),
    "prefixed": cache.client.get_client().exists("vitrina:1:листо"),
    "session": again["language"],
    "session_is_cached": cache.client.get_client().exists("vitrina:1:django.contrib.sessions.cache" + session.session_key),
    "task": message.headers["task"],
}))
session.delete()
cache.delete("листо")
"""


@pytest.mark.redis
def test_redis_plays_all_three_roles(redis_url):
    result = run(CODE, {**LIVE, "REDIS_URL": redis_url})

    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {
        "cached": {"sizes": ["S", "M"]},
        "prefixed": 1,
        "session": "bg",
        "session_is_cached": 1,
        "task": "core.tasks.clean_queue",
    }
