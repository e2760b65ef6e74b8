"""Background work of VAT."""

from celery import shared_task

from taxes.services import forget_old_checks


@shared_task
def forget_number_checks() -> int:
    """Remove checks of VAT numbers that are older than a year."""
    return forget_old_checks()
