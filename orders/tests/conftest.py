from orders.tests.provider import committing, deliver, desk, one_try, stripe, stripe_server

__all__ = ["committing", "deliver", "desk", "one_try", "stripe", "stripe_server"]
