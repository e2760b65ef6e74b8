"""The worker's entry; the timetable of sweeps is CELERY_BEAT_SCHEDULE in the settings."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu.transport.sqlalchemy import Transport as DatabaseTransport

from core.correlation import CorrelatedTask

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

# kombu looks into a queue in PostgreSQL once a second, and with one message at a time that is its pause after every task:
# twenty mails would keep a payment waiting for twenty seconds. Its transport takes no option for it.
DatabaseTransport.polling_interval = 0.1

app = Celery("vitrina", task_cls=CorrelatedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Above the catalogue's services, so not in products.tasks, which these know.
app.autodiscover_tasks(["products.importers"])


@setup_logging.connect
def keep_the_settings_logging(**kwargs: Any) -> None:
    """Being connected is enough: Celery then leaves the handlers alone that scrub personal data from log lines."""
