"""A process that presses the order button and stands still at a chosen step, so that a test can kill it there.

`python -m tests.flows.stopped_buyer` reads {"step", "url", "form", "cookies"} from standard input, sends the form through the
shop's own views, writes "reached" when it comes to the step, and waits for its end. Its queue lies in its memory and dies with it.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import django
from django.db import connection
from django.test import Client

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
        sys.stdout.write("reached\n")
        sys.stdout.flush()
        while True:
            time.sleep(60)

    return wait_for_the_end


def main() -> None:
    django.setup()
    app.conf.task_always_eager = False
    told = json.load(sys.stdin)
    step = told["step"]
    client = Client()
    for name, value in told["cookies"].items():
        client.cookies[name] = value
    function, _is_local = patch(STEPS[step]).get_original()
    with patch(STEPS[step], _standing_still(step, function)):
        answer = client.post(told["url"], told["form"])
    sys.stdout.write(f"went past {step}: {answer.status_code}\n")


if __name__ == "__main__":
    main()
