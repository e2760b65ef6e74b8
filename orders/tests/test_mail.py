"""The mails: complete, in the order's language, each once, and visible in the order's history."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.mail_writing import complete
from core.models import OutgoingMail
from core.money import ZERO
from legal_pages.models import LegalPage
from orders import locks, mail
from orders.models import Order, Refund, Shipment, ShipmentLine
from orders.tests.factories import make_contact, make_order
from orders.tests.provider import history
from products.tests.factories import make_sellable, make_site, make_twin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]


@pytest.fixture
def order(request):
    language = getattr(request, "param", "bg")
    mug = make_sellable(title="Чаша & лъжица", price="12.90", stock=5)
    return make_order(
        (mug, 2),
        language=language,
        contact=make_contact(name="Ана <b>Петрова</b>"),
        terms_version=f"terms-{language}-3",
    )


def written_mail() -> OutgoingMail:
    """The one mail of the outbox, with its words: the confirmation is written only when it is sent."""
    mail = OutgoingMail.objects.get()
    complete(mail)
    mail.refresh_from_db()
    return mail


def write_all(order) -> None:
    payment = order.payments.get()
    payment.received, payment.succeeded_at = payment.amount, timezone.now()
    refund = Refund.objects.create(order=order, payment=payment, amount=Decimal("5.00"), reason="chipped")
    shipment = Shipment.objects.create(order=order, carrier="Speedy", tracking_number="BG123")
    ShipmentLine.objects.create(shipment=shipment, line=order.lines.get(kind="goods"), quantity=2)
    with transaction.atomic():
        locked = locks.lock_order(order.pk)
        mail.order_received(locked)
        mail.payment_waiting(locked)
        mail.payment_failed(locked, payment)
        mail.paid(locked, payment)
        mail.shipped(locked, shipment)
        mail.cancelled(locked, reason="sold out", due_back=Decimal("31.70"))
        mail.refunded(locked, refund)
        mail.late_payment(locked, payment)
        mail.order_link(locked, key="one")


@pytest.mark.parametrize("order", ["bg", "en"], indirect=True)
def test_every_mail_is_complete_in_the_language_of_the_order(order):
    write_all(order)

    written = list(OutgoingMail.objects.filter(reference=str(order.number)))
    for noted in written:
        complete(noted)
    path = "/orders/" if order.language == "bg" else "/en/orders/"
    assert {m.kind for m in written} == {
        "order-received",
        "payment-waiting",
        "payment-failed",
        "paid",
        "shipped",
        "cancelled",
        "refunded",
        "late-payment",
        "order-link",
    }
    for written_mail in written:
        assert str(order.number) in written_mail.subject
        assert written_mail.language == order.language
        for body in (written_mail.body_text, written_mail.body_html):
            assert f"http://testserver{path}" in body
            assert "{{" not in body
            assert "{%" not in body
        assert "<b>Петрова" not in written_mail.body_html
        assert "&lt;b&gt;" not in written_mail.body_text
        assert "\n\n\n\n" not in written_mail.body_text


def test_each_mail_is_a_line_of_the_history_and_comes_once(order):
    write_all(order)
    before = history(order)
    count = OutgoingMail.objects.count()

    payment = order.payments.get()
    payment.received, payment.succeeded_at = payment.amount, timezone.now()
    with transaction.atomic():
        locked = locks.lock_order(order.pk)
        mail.order_received(locked)
        mail.payment_waiting(locked)
        mail.paid(locked, payment)

    assert before.count("mail_queued") == 9
    assert history(order) == before
    assert OutgoingMail.objects.count() == count


def test_the_confirmation_is_the_contract(order):
    shop = make_site()
    page = LegalPage(title="Връщане", slug="returns", kind="returns", body="<p>14 дни</p>", locale=shop.bg)
    shop.home.add_child(instance=page)
    make_twin(page, parent=shop.home_en, title="Returns", kind="returns", body="<p>14 days</p>")

    with transaction.atomic():
        mail.order_received(locks.lock_order(order.pk))

    body = written_mail().body_text
    for fact in (
        "2 × Чаша & лъжица",
        "25,80",
        "5,90",
        "31,70",
        "26,42",
        "5,28",
        "ул. Шипка 6",
        "terms-bg-3",
        "/returns/",
    ):
        assert fact in body
    assert "в срок от 14 дни" in body


def test_the_confirmation_encloses_the_very_texts_that_were_accepted(order):
    # Given terms that link to the page about returns, and an order that accepted them
    shop = make_site()
    returns = LegalPage(title="Връщане", slug="returns", kind="returns", body="<p>14 дни</p>", locale=shop.bg)
    shop.home.add_child(instance=returns)
    returns.save_revision().publish()
    body = f'<h2>1. Цена</h2><p>Стара & ясна, <a linktype="page" id="{returns.pk}">връщане</a>.</p>'
    terms = LegalPage(title="Условия", slug="terms", kind="terms", body=body, locale=shop.bg)
    shop.home.add_child(instance=terms)
    terms.save_revision().publish()
    Order.objects.filter(pk=order.pk).update(terms_version="terms-bg-1")
    # When the terms change before the mail is written
    terms.body = "<p>Нова уговорка</p>"
    terms.save_revision().publish()
    with transaction.atomic():
        mail.order_received(locks.lock_order(order.pk))
    # Then it carries the old text, and the links work outside the shop
    written = written_mail()
    assert "Условия\n\n1. Цена\n\nСтара & ясна, връщане (http://testserver/returns/)." in written.body_text
    assert "Връщане\n\n14 дни" in written.body_text
    assert "<h2>1. Цена</h2>" in written.body_html
    assert '<a href="http://testserver/returns/">връщане</a>' in written.body_html
    assert "Нова уговорка" not in written.body_text + written.body_html


@pytest.mark.parametrize("due_back, said", [(Decimal("31.70"), True), (ZERO, False)])
def test_a_cancelled_order_says_what_happens_with_the_money(order, due_back, said):
    with transaction.atomic():
        mail.cancelled(locks.lock_order(order.pk), reason="", due_back=due_back)

    assert ("31,70" in OutgoingMail.objects.get().body_text) == said


@pytest.mark.parametrize(
    "kind",
    [
        "payment-mismatch",
        "late-payment",
        "paid-twice",
        "refund-failed",
        "payment-refused",
        "dispute",
        "unmatched",
        "event-failed",
    ],
)
def test_staff_are_told_what_to_do_and_where(order, kind, settings):
    with transaction.atomic():
        mail.staff_notice(kind, key="k", order=order, detail="code_42")
        mail.staff_notice(kind, key="k", order=order, detail="code_42")

    notice = OutgoingMail.objects.get()
    assert notice.recipient == "desk@example.com"
    assert f"http://testserver/{settings.ADMIN_PATH}/orders/{order.pk}/" in notice.body_text
    assert "code_42" in notice.body_html
    bodies = set()
    for other in ("payment-mismatch", "dispute"):
        with transaction.atomic():
            mail.staff_notice(other, key="other", order=order)
        bodies.add(OutgoingMail.objects.get(event_key=f"staff-{other}:other").body_text)
    assert len(bodies) == 2


def test_without_a_staff_address_the_log_says_so(order, desk, caplog):
    desk.staff_email = desk.email = ""
    desk.save()

    with transaction.atomic():
        mail.staff_notice("dispute", key="k", order=order)

    assert not OutgoingMail.objects.exists()
    assert "nobody is set to get the notice" in caplog.text


def test_the_actor_of_a_mail_is_the_shop(order):
    with transaction.atomic():
        mail.payment_waiting(locks.lock_order(order.pk))

    event = order.events.get(kind="mail_queued")
    assert (event.actor, event.data["mail"]) == (SYSTEM.kind, "payment-waiting")


@pytest.mark.parametrize("order", ["en"], indirect=True)
def test_the_mail_says_when_it_arrives(order):
    Order.objects.update(expected_from=date(2026, 11, 26), expected_until=date(2026, 11, 30))

    with transaction.atomic():
        mail.order_received(locks.lock_order(order.pk))

    written = written_mail()
    assert "Expected: Thu 26 Nov – Mon 30 Nov" in written.body_text
    assert "Expected: Thu 26 Nov – Mon 30 Nov" in written.body_html
    assert "ул. Шипка 6" in written.body_text


@pytest.mark.parametrize("order", ["en"], indirect=True)
def test_the_mail_says_where_and_when_it_can_be_collected(order):
    Order.objects.update(
        expected_from=date(2026, 11, 26),
        expected_until=date(2026, 11, 26),
        pickup_place="12 Obraztsova Street, Mon–Fri 9:30–18:00",
    )

    with transaction.atomic():
        mail.order_received(locks.lock_order(order.pk))

    written = written_mail()
    for body in (written.body_text, written.body_html):
        assert "To collect at" in body
        assert "12 Obraztsova Street, Mon–Fri 9:30–18:00" in body
        assert "Ready to collect: Thu 26 Nov" in body
        assert "Thu 26 Nov –" not in body
        assert "ул. Шипка 6" not in body


@pytest.mark.parametrize("order", ["en"], indirect=True)
def test_mails_greet_who_ordered_and_not_who_receives_the_parcel(order):
    Order.objects.update(name="Борис", buyer_name="Ана")

    write_all(order)

    for written in OutgoingMail.objects.all():
        complete(written)
        written.refresh_from_db()
        assert "Hello Ана, " in written.body_text, written.kind
        assert "Hello Ана, " in written.body_html, written.kind
        assert "Hello Борис" not in written.body_text


@pytest.mark.parametrize("order", ["en"], indirect=True)
def test_a_name_without_a_space_does_not_push_the_mail_wide(order):
    Order.objects.update(name="К" * 120, note="x" * 500)

    with transaction.atomic():
        mail.order_received(locks.lock_order(order.pk))

    html = written_mail().body_html
    for long in ("К" * 120, "x" * 500):
        assert "overflow-wrap:anywhere" in html.split(long)[0].rsplit("<p ", 1)[1].split(">")[0]
