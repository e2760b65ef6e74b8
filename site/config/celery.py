"""The worker's entry; the timetable of sweeps is CELERY_BEAT_SCHEDULE in the settings."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

from core.correlation import CorrelatedTask

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("vitrina", task_cls=CorrelatedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_the_settings_logging(**kwargs: Any) -> None:
    """Being connected is enough: Celery then leaves the handlers alone that scrub personal data from log lines."""
