"""One module per API resource. To add one: write its module, name its `OPERATIONS` here."""

from __future__ import annotations

from tools.stripe_emulator.operations import Operation

from . import (
    balance_transactions,
    charges,
    checkout_sessions,
    customers,
    events,
    payment_intents,
    payment_methods,
    refunds,
    webhook_endpoints,
)

OPERATIONS: tuple[Operation, ...] = (
    *checkout_sessions.OPERATIONS,
    *payment_intents.OPERATIONS,
    *payment_methods.OPERATIONS,
    *charges.OPERATIONS,
    *refunds.OPERATIONS,
    *balance_transactions.OPERATIONS,
    *customers.OPERATIONS,
    *events.OPERATIONS,
    *webhook_endpoints.OPERATIONS,
)
