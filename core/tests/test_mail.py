"""Writing mails into the outbox."""

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from django.template import Context, Template, TemplateSyntaxError
from wagtail.models import Site

from core import mail as outbox
from core.correlation import correlated
from core.mail import enqueue_mail
from core.models import OutgoingMail, ShopSettings
from core.tasks import send_mail

pytestmark = pytest.mark.django_db


def test_a_mail_is_complete_in_its_row_before_anything_is_sent(write_mail, mailoutbox):
    with correlated("abcdef-0123456789"):
        mail = write_mail()

    row = OutgoingMail.objects.get()
    assert row == mail
    assert (row.state, row.attempts, row.sent_at) == (OutgoingMail.State.QUEUED, 0, None)
    assert row.subject == "Мая & Ко: Благодарим за поръчката"
    assert row.message_id == f"<{row.public_id}@vitrina.example>"
    assert row.correlation_id == "abcdef-0123456789"
    assert mailoutbox == []


def test_the_text_part_is_plain_and_the_html_part_is_escaped(write_mail):
    mail = write_mail()

    assert mail.body_text.startswith("Мая & Ко\n\nhttps://shop.example/orders/1/\n")
    assert "Мая &amp; Ко</p>" in mail.body_html
    assert "Мая & Ко" not in mail.body_html


def test_a_mail_speaks_the_language_of_its_order_and_not_of_the_process(write_mail):
    mail = write_mail(language="en")

    assert mail.subject == "Мая & Ко: Thank you for the order"
    assert '<html lang="en">' in mail.body_html


def test_the_company_stands_at_the_end_of_both_parts(write_mail):
    shop = ShopSettings.for_site(Site.objects.get(is_default_site=True))
    shop.shop_name, shop.company_name_bg, shop.company_name_en = "Витрина", "Витрина ЕООД", "Vitrina Ltd"
    shop.eik, shop.email = "831641791", "shop@example.com"
    shop.save()

    bulgarian, english = write_mail(), write_mail(language="en", event_key="another")

    assert "Витрина ЕООД" in bulgarian.body_html
    assert "Витрина ЕООД" in bulgarian.body_text
    assert "Vitrina Ltd" in english.body_text
    assert "831641791" in bulgarian.body_text
    assert 'href="mailto:shop@example.com"' in bulgarian.body_html


def test_the_html_needs_no_style_sheet(write_mail):
    html = write_mail().body_html

    assert "<style" not in html
    assert "<link" not in html
    assert html.count('style="') > 8


def test_one_event_makes_one_mail_however_often_it_is_reported(
    write_mail, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as first_time:
        first = write_mail()
    with django_capture_on_commit_callbacks() as second_time:
        second = write_mail(recipient="other@example.com")

    assert second == first
    assert OutgoingMail.objects.get().recipient == "elena@example.com"
    assert (len(first_time), len(second_time)) == (1, 0)


def test_two_events_cannot_share_a_key_in_the_database(write_mail):
    mail = write_mail()
    mail.pk, mail.public_id, mail.message_id = (
        None,
        "7f6b1c9e-0d5f-4a53-9f27-000000000001",
        "<other@vitrina.example>",
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        mail.save(force_insert=True)


def test_the_sending_is_queued_for_after_the_commit(
    write_mail, mailoutbox, django_capture_on_commit_callbacks, monkeypatch
):
    queued = []
    monkeypatch.setattr(outbox, "queue_on_commit", lambda task, *args: queued.append((task, args)))

    mail = write_mail()

    assert queued == [(send_mail, (mail.pk,))]


def test_after_the_commit_the_mail_goes_out(write_mail, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write_mail()

    assert [message.subject for message in mailoutbox] == ["Мая & Ко: Благодарим за поръчката"]
    assert OutgoingMail.objects.get().state == OutgoingMail.State.SENT


def test_a_subject_is_one_line_and_fits_its_column(write_mail):
    mail = write_mail(context={"name": "А\nБ " + "в" * 300, "url": ""})

    assert "\n" not in mail.subject
    assert mail.subject.startswith("А Б ввв")
    assert len(mail.subject) == 255


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_outside_a_transaction_nothing_is_written(mail_templates):
    with pytest.raises(TransactionManagementError, match="enqueue_mail"):
        enqueue_mail(
            kind="greeting",
            event_key="k",
            reference="",
            recipient="elena@example.com",
            language="bg",
            template="greeting",
            context={},
        )

    assert OutgoingMail.objects.count() == 0


def test_a_style_that_does_not_exist_is_a_mistake_in_the_template():
    with pytest.raises(TemplateSyntaxError, match="glitter"):
        Template('{% load emails %}<p {% email_style "glitter" %}></p>').render(Context())
