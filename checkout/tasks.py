"""What the checkout does at night."""

from celery import shared_task

from checkout.services.cleaning import delete_old_carts


@shared_task
def remove_old_carts() -> int:
    """Delete the carts that nobody has touched for their time (8 days, 90 for accounts); safe to run twice."""
    return delete_old_carts()
