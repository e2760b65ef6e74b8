"""Guards for code that is only right inside a transaction."""

from django.db import transaction
from django.db.transaction import TransactionManagementError


def require_transaction(what: str) -> None:
    """Raise TransactionManagementError unless a transaction is open; `what` names the caller in the message."""
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError(f"{what} needs an open transaction")
