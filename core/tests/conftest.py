"""What the tests of the foundations share: mail templates of their own, a mail server, staff."""

import copy
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from psycopg import sql

from core.mail import enqueue_mail
from core.models import OutgoingMail
from core.tests.mail_server import Postbox, free_port

TEMPLATES_OF_THE_TESTS = Path(__file__).parent / "templates"


@pytest.fixture
def mail_templates(settings) -> None:
    """Add emails/greeting.* to what the template loader finds."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], TEMPLATES_OF_THE_TESTS]
    settings.TEMPLATES = templates


@pytest.fixture
def write_mail(mail_templates) -> Callable[..., OutgoingMail]:
    """Write a mail into the outbox without sending it: on_commit callbacks stay where they are in a plain test."""

    def write(**changes) -> OutgoingMail:
        arguments = {
            "kind": "greeting",
            "event_key": "greeting:10000001",
            "reference": "10000001",
            "recipient": "elena@example.com",
            "language": "bg",
            "template": "greeting",
            "context": {"name": "Мая & Ко", "url": "https://shop.example/orders/1/"},
        }
        with transaction.atomic():
            return enqueue_mail(**{**arguments, **changes})

    return write


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    """A real SMTP server on loopback that keeps what it gets; Django's mail goes there."""
    box = Postbox(port=free_port())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", box.port, 5
    box.start()
    yield box
    box.stop()


@pytest.fixture
def manager(db):
    """A superuser who may do everything in the admin."""
    return get_user_model().objects.create_superuser("manager@example.com", "a long enough password")


@pytest.fixture
def postgres_broker(django_db_setup) -> Iterator[str]:
    """The address of a Celery broker in a database of its own on the server of the tests."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"vitrina_broker_{uuid.uuid4().hex}"
    with psycopg.connect(urlunsplit(address._replace(path="/postgres")), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlunsplit(address._replace(scheme="sqla+postgresql+psycopg", path=f"/{name}"))
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
