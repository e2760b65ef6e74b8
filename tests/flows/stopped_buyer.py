"""Processes that press the order button and stand still at a chosen step, so that a test can kill them there.

`python -m tests.flows.stopped_buyer` has loaded the shop and reads a {"step", "url", "form", "cookies"} from each line of
standard input. For each it forks a process that tells its id, sends the form through the shop's own views, writes "reached"
when it comes to the step, and waits for its end. It has connections and a queue of its own, in its memory, that die with it.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import django
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from config.celery import app

# In the order in which placing comes to them: before these functions are called.
BEFORE_COMMIT = {
    "cart-locked": "checkout.services.placing.view_cart",
    "summed-up": "checkout.services.placing.create_order",
    "order-written": "products.services.stock.hold",
    "stock-held": "orders.services.placing.new_payment",
    "about-to-commit": "django.db.backends.base.base.BaseDatabaseWrapper._commit",
}
BEFORE_CALL = {
    "committed": "checkout.views.checkout.start_payment",
    "call-written-down": "payments.gateways.stripe.Stripe.start",
}
AFTER_CALL = {
    "provider-answered": "orders.services.starting._opened",
    "page-known": "checkout.views.checkout.not_stored",
}
# Cash on delivery calls no provider; what follows its commit is the mail.
CASH_COMMITTED = {
    "queueing": "core.queueing._queue",
    "cash-committed": "checkout.views.checkout._go_on",
}
STEPS = BEFORE_COMMIT | BEFORE_CALL | AFTER_CALL | CASH_COMMITTED


def _is_there(step: str) -> bool:
    """Whether this call is the one: the request commits several times, and only one of them holds an order."""
    if step != "about-to-commit":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM orders_order)")
        return bool(cursor.fetchone()[0])


def _standing_still(step: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def wait_for_the_end(*args: Any, **kwargs: Any) -> Any:
        if not _is_there(step):
            return function(*args, **kwargs)
        _say("reached")
        while True:
            time.sleep(60)

    return wait_for_the_end


def _press(told: dict[str, Any]) -> None:
    step = told["step"]
    client = Client()
    for name, value in told["cookies"].items():
        client.cookies[name] = value
    function, _is_local = patch(STEPS[step]).get_original()
    with patch(STEPS[step], _standing_still(step, function)):
        answer = client.post(told["url"], told["form"])
    _say(f"went past {step}: {answer.status_code}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    django.setup()
    app.conf.task_always_eager = False
    # Imports the views, so that no fork has to; nothing here may open a connection, which forks would share.
    get_resolver().url_patterns  # noqa: B018
    # Nobody waits for the killed.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork():
            continue
        os.setsid()
        _say(str(os.getpid()))
        try:
            _press(json.loads(line))
        except Exception:
            _say(repr(traceback.format_exc()))
        finally:
            os._exit(1)


if __name__ == "__main__":
    main()
