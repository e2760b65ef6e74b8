"""Background work of the pages."""

from celery import shared_task
from django.core.management import call_command

from home.warming import warm


@shared_task(ignore_result=True)
def warm_page(page_id: int) -> bool:
    """Make the pictures of a page that was just published; nothing is lost if it never runs: they are made when shown."""
    return warm(page_id)


@shared_task(ignore_result=True)
def publish_scheduled() -> None:
    """Publish and unpublish the pages whose time has come; a page that is late comes with the next run."""
    call_command("publish_scheduled")
