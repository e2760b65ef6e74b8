"""Handing work to the worker without ever depending on it (DESIGN 1.13)."""

import logging
from functools import partial

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerDown
from sqlalchemy.exc import SQLAlchemyError

logger = logging.getLogger(__name__)


def _queue(task: Task, args: tuple) -> None:
    try:
        task.apply_async(args)
    except (BrokerDown, SQLAlchemyError, OSError):
        # The row that the task is about exists already; its sweep will find it.
        logger.warning("the queue is down, %s waits for its sweep", task.name)


def queue_on_commit(task: Task, *args: int | str | list[int]) -> None:
    """Queue the task once the open transaction is committed; a broker that is down is only logged."""
    transaction.on_commit(partial(_queue, task, args))
