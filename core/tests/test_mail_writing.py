"""Mails that are noted in the transaction that people wait for, and written before they are sent."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from core import mail_writing
from core.mail import note_mail
from core.mail_delivery import deliver
from core.models import OutgoingMail

pytestmark = pytest.mark.django_db
NOTED = {
    "kind": "greeting",
    "event_key": "greeting:10000001",
    "reference": "10000001",
    "recipient": "elena@example.com",
    "language": "bg",
}


@pytest.fixture
def written(mail_templates, monkeypatch) -> list[OutgoingMail]:
    """The mails that the writer of greetings was asked for."""
    asked: list[OutgoingMail] = []

    def greeting(mail: OutgoingMail):
        asked.append(mail)
        return "greeting", {"name": "Мая & Ко", "url": "https://shop.example/orders/1/"}

    monkeypatch.setitem(mail_writing._writers, "greeting", greeting)
    return asked


def test_a_noted_mail_is_written_when_it_is_sent_and_keeps_its_words(written, mailoutbox):
    with transaction.atomic():
        mail = note_mail(**NOTED)
    assert (mail.subject, mail.body_text, written) == ("", "", [])

    assert deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.subject) == (OutgoingMail.State.SENT, "Мая & Ко: Благодарим за поръчката")
    assert mailoutbox[0].body == mail.body_text
    assert "Мая & Ко" in mail.body_text


def test_another_attempt_sends_the_same_words(written, monkeypatch):
    with transaction.atomic():
        mail = note_mail(**NOTED)
    mail_writing.complete(mail)
    words = mail.body_text

    again = OutgoingMail.objects.get()
    mail_writing.complete(again)

    assert again.body_text == words
    assert len(written) == 1


def test_a_writer_that_fails_leaves_a_mail_that_is_tried_again_and_says_why(monkeypatch):
    def broken(mail):
        raise LookupError("no such order")

    monkeypatch.setitem(mail_writing._writers, "greeting", broken)
    with transaction.atomic():
        mail = note_mail(**NOTED)

    with pytest.raises(LookupError):
        deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (OutgoingMail.State.QUEUED, 1)
    assert "no such order" in mail.last_error


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_outside_a_transaction_nothing_is_noted():
    with pytest.raises(TransactionManagementError, match="note_mail"):
        note_mail(**NOTED)

    assert OutgoingMail.objects.count() == 0
