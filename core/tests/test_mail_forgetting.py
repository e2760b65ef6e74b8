"""Mails that are forgotten once they are sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import mail_forgetting
from core.mail_delivery import MOST_ATTEMPTS, deliver
from core.mail_forgetting import FORGOTTEN, UNSENT_KEPT, forget_after_sending
from core.models import OutgoingMail
from core.tasks import forget_mails

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def notices_are_forgotten(monkeypatch):
    monkeypatch.setattr(mail_forgetting, "_kinds", set())
    forget_after_sending("notice")


def known(mail: OutgoingMail) -> tuple[str, str, str]:
    mail.refresh_from_db()
    return mail.recipient, mail.body_text, mail.body_html


def test_such_a_mail_is_forgotten_as_soon_as_it_is_sent(write_mail, postbox):
    notice = write_mail(kind="notice")

    assert deliver(notice.pk)

    [got] = postbox.mails
    assert got["To"] == "elena@example.com"
    assert known(notice) == (FORGOTTEN, "", "")
    assert (notice.state, notice.subject) == ("sent", "Мая & Ко: Благодарим за поръчката")


def test_the_mails_of_an_order_are_kept(write_mail, postbox):
    greeting = write_mail()
    deliver(greeting.pk)
    forget_mails()
    assert known(greeting)[0] == "elena@example.com"
    assert known(greeting)[1].startswith("Мая & Ко")


def test_a_mail_that_waits_for_another_attempt_keeps_what_it_needs(write_mail, postbox):
    notice = write_mail(kind="notice")
    postbox.stop()
    deliver(notice.pk)
    assert forget_mails() == 0
    assert known(notice)[0] == "elena@example.com"


def test_what_a_crash_left_behind_is_forgotten_at_night(write_mail):
    notice = write_mail(kind="notice")
    OutgoingMail.objects.filter(pk=notice.pk).update(state="sent", sent_at=timezone.now())

    assert forget_mails() == 1

    assert known(notice) == (FORGOTTEN, "", "")
    assert forget_mails() == 0


@pytest.mark.parametrize(("days", "forgotten"), [(13, False), (15, True)])
def test_a_mail_that_was_given_up_is_forgotten_after_two_weeks(write_mail, days, forgotten):
    notice = write_mail(kind="notice")
    tried = timezone.now() - timedelta(days=days)
    OutgoingMail.objects.filter(pk=notice.pk).update(
        state="failed", attempts=MOST_ATTEMPTS, next_attempt_at=tried, last_error="550 no such user"
    )

    assert forget_mails() == int(forgotten)

    assert (known(notice)[0] == FORGOTTEN) is forgotten
    assert bool(notice.last_error) is not forgotten
    assert timedelta(days=14) == UNSENT_KEPT
