"""Sending mails, over real SMTP on loopback."""

import logging
import threading
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connections, transaction
from django.utils import timezone
from wagtail.models import Site

from core import mail as outbox
from core import mail_delivery, tasks
from core.mail_delivery import LEASE, MOST_ATTEMPTS, MOST_REFUSALS, WAITS, deliver, due_mails
from core.models import OutgoingMail, ShopSettings

pytestmark = pytest.mark.django_db


def make_due(mail: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_a_mail_arrives_with_both_parts_and_its_headers(write_mail, postbox):
    shop = ShopSettings.for_site(Site.objects.get(is_default_site=True))
    shop.email = "hello@example.com"
    shop.save()
    mail = write_mail()

    assert deliver(mail.pk) is True

    [got] = postbox.mails
    # the fold before the first encoded word is white space to every reader
    assert got["Subject"].strip() == "Мая & Ко: Благодарим за поръчката"
    assert got["To"] == "elena@example.com"
    assert got["From"] == "Vitrina <shop@vitrina.example>"
    assert got["Reply-To"] == "hello@example.com"
    assert got["Message-ID"] == mail.message_id
    assert got["Content-Language"] == "bg"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content_type() == "multipart/alternative"
    text, html = got.iter_parts()
    assert text.get_content().startswith("Мая & Ко\r\n")
    assert html.get_content_type() == "text/html"
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == (OutgoingMail.State.SENT, 1, "")


def test_a_sent_mail_is_never_sent_again(write_mail, postbox):
    mail = write_mail()
    deliver(mail.pk)
    make_due(mail)

    assert deliver(mail.pk) is False
    assert len(postbox.mails) == 1


def test_a_server_that_is_down_and_comes_back_loses_no_mail(write_mail, postbox):
    mail = write_mail()
    postbox.stop()
    before = timezone.now()

    assert deliver(mail.pk) is False

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (OutgoingMail.State.QUEUED, 1)
    assert before + WAITS[0] <= mail.next_attempt_at <= timezone.now() + WAITS[0]
    assert mail.last_error.startswith("ConnectionRefusedError")
    # not yet due: nobody hammers the server
    assert deliver(mail.pk) is False
    mail.refresh_from_db()
    assert mail.attempts == 1

    postbox.start()
    make_due(mail)
    assert tasks.sweep_mail() == 1

    assert [got["Message-ID"] for got in postbox.mails] == [mail.message_id]
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == (OutgoingMail.State.SENT, 2, "")


def test_a_busy_server_gets_the_mail_later(write_mail, postbox):
    mail = write_mail()
    postbox.busy = True
    for _ in range(MOST_REFUSALS + 1):
        deliver(mail.pk)
        make_due(mail)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (OutgoingMail.State.QUEUED, MOST_REFUSALS + 1)
    postbox.busy = False
    assert deliver(mail.pk) is True


def test_a_dead_address_is_given_up_after_three_refusals(write_mail, postbox, caplog):
    mail = write_mail(recipient="nobody@example.com")
    postbox.dead.add("nobody@example.com")
    for _ in range(MOST_REFUSALS):
        assert deliver(mail.pk) is False
        make_due(mail)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.sent_at) == (OutgoingMail.State.FAILED, 3, None)
    assert mail.last_error == "550 5.1.1 <[e-mail]>: no such user"
    assert [record.levelname for record in caplog.records if "given up" in record.message] == ["ERROR"]
    assert "nobody@example.com" not in caplog.text
    # it stays given up
    assert deliver(mail.pk) is False
    assert postbox.mails == []


def test_a_server_that_never_comes_back_ends_the_tries_after_two_days(write_mail, postbox):
    mail = write_mail()
    postbox.stop()
    waited = timedelta(0)
    for _ in range(MOST_ATTEMPTS):
        before = timezone.now()
        deliver(mail.pk)
        mail.refresh_from_db()
        if mail.state == OutgoingMail.State.QUEUED:
            waited += mail.next_attempt_at - before
        make_due(mail)

    assert (mail.state, mail.attempts) == (OutgoingMail.State.FAILED, MOST_ATTEMPTS)
    assert timedelta(hours=46) < waited < timedelta(hours=49)


def test_the_claim_is_written_before_the_mail_server_is_spoken_to(write_mail, postbox, monkeypatch):
    mail = write_mail()
    seen = {}
    send = EmailMultiAlternatives.send

    def look_and_send(message, *args, **kwargs):
        row = OutgoingMail.objects.get(pk=mail.pk)
        seen["lease"] = row.next_attempt_at - timezone.now()
        return send(message, *args, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", look_and_send)
    deliver(mail.pk)

    assert timedelta(seconds=100) < seen["lease"] <= LEASE


def test_the_task_ends_before_the_lease_does():
    assert timedelta(seconds=tasks.send_mail.time_limit) < LEASE
    assert tasks.send_mail.soft_time_limit < tasks.send_mail.time_limit


def test_a_worker_that_died_leaves_a_mail_that_is_due_again(write_mail, postbox):
    mail = write_mail()
    # killed between the claim and the answer of the server: the claim is all that is left
    OutgoingMail.objects.filter(pk=mail.pk).update(attempts=1, next_attempt_at=timezone.now() + LEASE)
    assert list(due_mails(10)) == []

    make_due(mail)
    assert list(due_mails(10)) == [mail]
    tasks.sweep_mail()

    assert len(postbox.mails) == 1


def test_a_mail_that_kills_its_worker_every_time_is_given_up(write_mail, postbox):
    mail = write_mail()
    OutgoingMail.objects.filter(pk=mail.pk).update(attempts=MOST_ATTEMPTS)

    assert deliver(mail.pk) is False

    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.FAILED
    assert postbox.mails == []


def test_an_unforeseen_error_is_written_down_and_raised(write_mail, postbox, monkeypatch):
    mail = write_mail()

    def broken(message, *args, **kwargs):
        raise RuntimeError("no mail for elena@example.com")

    monkeypatch.setattr(EmailMultiAlternatives, "send", broken)
    with pytest.raises(RuntimeError):
        deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (OutgoingMail.State.QUEUED, 1)
    assert mail.last_error == "RuntimeError: no mail for [e-mail]"


def test_log_lines_about_mails_name_no_recipient(write_mail, postbox, caplog):
    caplog.set_level(logging.INFO)
    mail = write_mail()
    deliver(mail.pk)

    assert f"mail {mail.public_id} (greeting) sent" in caplog.text
    assert "elena@example.com" not in caplog.text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_with_the_same_mail_send_it_once(write_mail, postbox, monkeypatch):
    """The second worker comes while the first one is inside its conversation with the mail server."""
    monkeypatch.setattr(outbox, "queue_on_commit", lambda task, *args: None)
    mail = write_mail()
    inside, go_on = threading.Event(), threading.Event()
    send = EmailMultiAlternatives.send
    results: list[bool] = []

    def slow_send(message, *args, **kwargs):
        inside.set()
        assert go_on.wait(10)
        return send(message, *args, **kwargs)

    def first_worker():
        try:
            results.append(deliver(mail.pk))
        finally:
            connections.close_all()

    monkeypatch.setattr(mail_delivery.EmailMultiAlternatives, "send", slow_send)
    thread = threading.Thread(target=first_worker)
    thread.start()
    assert inside.wait(10)
    second = deliver(mail.pk)
    # and the row is free meanwhile: whoever wants it need not wait for a slow mail server
    with transaction.atomic():
        held = OutgoingMail.objects.select_for_update(nowait=True).get(pk=mail.pk)
    go_on.set()
    thread.join(10)

    assert (results, second) == ([True], False)
    assert (held.state, held.attempts) == (OutgoingMail.State.QUEUED, 1)
    assert len(postbox.mails) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (OutgoingMail.State.SENT, 1)
