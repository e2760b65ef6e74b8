"""Waiting for something sold out: one mail when it is back, then nobody knows the address any more."""

import logging
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.mail_delivery import deliver
from core.mail_forgetting import FORGOTTEN
from core.models import OutgoingMail
from products.models import Product, RestockRequest, Stock, Variant
from products.selectors import get_sellable
from products.selectors.restock import masked, waiting_counts, waiting_title
from products.services import restock, stock
from products.tasks import forget_old_restock, sweep_restock, tell_waiting
from products.tests.factories import make_page_twin, make_sellable, make_site, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug() -> Variant:
    return make_sellable(title="Чаша", price="12.90", stock=0)


def ask(variant: Variant, email: str, *, language: str = "bg", days_ago: float = 0) -> RestockRequest:
    sellable = get_sellable(variant.public_id, language)
    request = RestockRequest.objects.get(
        public_id=restock.ask(sellable=sellable, email=email, language=language)
    )
    asked = timezone.now() - timedelta(days=days_ago)
    RestockRequest.objects.filter(pk=request.pk).update(created_at=asked)
    return request


def fill(variant: Variant, units: int) -> None:
    """Put units on the shelf without any task running."""
    Stock.objects.filter(variant=variant).update(on_hand=units)


def recipients() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("recipient", flat=True))


def test_who_waits_gets_one_mail_when_a_delivery_comes_in(mug, django_capture_on_commit_callbacks):
    # Given somebody who waits
    request = ask(mug, "ana@example.com")
    # When the shelf is filled by the service that fills shelves
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        stock.receive(variant_id=mug.pk, quantity=2, reason="Delivery", actor=SYSTEM)
    # Then one mail is sent, the request is gone, and the outbox knows neither address nor text
    (sent,) = django_mail.outbox
    assert sent.to == ["ana@example.com"]
    assert "Чаша" in sent.subject
    assert f"/?variant={mug.public_id}" in sent.body
    assert "12,90" in sent.body
    assert not RestockRequest.objects.exists()
    row = OutgoingMail.objects.get()
    assert row.event_key == f"restock-{request.public_id}"
    assert (row.state, row.recipient, row.body_text, row.body_html) == ("sent", FORGOTTEN, "", "")
    # And whatever runs again, nobody is written to again
    fill(mug, 9)
    assert (tell_waiting([mug.pk]), sweep_restock(), deliver(row.pk)) == (0, 0, False)
    assert len(django_mail.outbox) == 1


def test_more_units_of_what_can_be_had_already_queue_nothing(mug, django_capture_on_commit_callbacks):
    fill(mug, 1)
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        stock.receive(variant_id=mug.pk, quantity=2, reason="Delivery", actor=SYSTEM)
    assert callbacks == []


def test_units_that_are_held_do_not_count_as_back(mug):
    ask(mug, "ana@example.com")
    Stock.objects.filter(variant=mug).update(on_hand=3, reserved=3)
    assert (tell_waiting([mug.pk]), sweep_restock()) == (0, 0)
    assert RestockRequest.objects.count() == 1


def test_a_hold_that_ends_brings_the_mail_too(mug, django_capture_on_commit_callbacks):
    fill(mug, 1)
    reference = mug.public_id
    with transaction.atomic():
        stock.hold(reference=reference, quantities={mug.pk: 1}, expires_at=None, actor=SYSTEM)
    ask(mug, "ana@example.com")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        stock.release(reference=reference, actor=SYSTEM, reason="Expired")
    assert [sent.to for sent in django_mail.outbox] == [["ana@example.com"]]


def test_what_is_gone_again_before_the_task_runs_keeps_people_waiting(mug):
    ask(mug, "ana@example.com")
    assert tell_waiting([mug.pk]) == 0
    assert (recipients(), RestockRequest.objects.count()) == ([], 1)


def test_a_lost_task_is_made_up_for_by_the_sweep(mug):
    ask(mug, "ana@example.com")
    fill(mug, 1)
    assert sweep_restock() == 1
    assert recipients() == ["ana@example.com"]


def test_three_are_told_for_each_unit_the_longest_waiting_first_and_the_rest_a_day_later(mug):
    # Given five who wait, and one unit
    for number in range(5):
        ask(mug, f"{number}@example.com", days_ago=10 - number)
    fill(mug, 1)
    # Then the first three hear of it, however often it is looked at
    assert (sweep_restock(), sweep_restock()) == (3, 0)
    assert recipients() == ["0@example.com", "1@example.com", "2@example.com"]
    # And a day later the others, if there is still one
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert sweep_restock() == 2
    assert recipients()[3:] == ["3@example.com", "4@example.com"]


def test_many_are_told_in_portions(mug, monkeypatch):
    monkeypatch.setattr(restock, "AT_ONCE", 2)
    for number in range(5):
        ask(mug, f"{number}@example.com")
    fill(mug, 9)
    assert sweep_restock() == 5


def test_each_is_written_to_in_the_language_of_the_request(mug):
    page = mug.product.pages.get()
    make_page_twin(page, parent=make_site().home_en, title="Mug")
    ask(mug, "ana@example.com", language="bg")
    ask(mug, "ann@example.com", language="en")
    fill(mug, 1)
    sweep_restock()
    bg, en = OutgoingMail.objects.order_by("pk")
    assert (bg.language, en.language) == ("bg", "en")
    assert "Чаша" in bg.subject
    assert en.subject == "Mug is back"
    assert "/en/" in en.body_html
    assert "you asked us to write" in en.body_html.lower()
    assert "€12.90" in en.body_text.replace("\u00a0", "")
    assert "erased your address" in en.body_text


def test_the_mail_names_the_variant_and_the_reduced_price(mug):
    make_page_twin(mug.product.pages.get(), parent=make_site().home_en, title="Mug")
    blue = make_variant(mug.product, price="20.00", reduced_price="15.00", stock=0, values={"Colour": "Blue"})
    ask(blue, "ann@example.com", language="en")
    fill(blue, 1)
    sweep_restock()
    (written,) = OutgoingMail.objects.all()
    text = written.body_text.replace("\u00a0", "")
    assert "Mug, Blue: €15.00" in text
    assert "instead of €20.00" in text
    assert "Lowest price in the 30 days before: €" in text
    assert "Lowest price in the 30 days before" in written.body_html
    assert f"?variant={blue.public_id}" in text


@pytest.mark.parametrize("reason", ["variant archived", "product archived", "no live page"])
def test_what_came_off_sale_meanwhile_is_not_announced(mug, reason):
    ask(mug, "ana@example.com")
    fill(mug, 5)
    if reason == "variant archived":
        Variant.objects.filter(pk=mug.pk).update(archived_at=timezone.now())
    elif reason == "product archived":
        Product.objects.filter(pk=mug.product_id).update(archived_at=timezone.now())
    else:
        mug.product.pages.get().unpublish()
    assert (sweep_restock(), tell_waiting([mug.pk])) == (0, 0)
    assert RestockRequest.objects.count() == 1


def test_asking_twice_is_asking_once_whatever_the_letters(mug):
    first = ask(mug, "Ana@Example.com")
    assert ask(mug, "ana@example.COM").public_id == first.public_id
    assert RestockRequest.objects.get().email == "ana@example.com"


def test_nobody_waits_for_what_can_be_had_or_is_not_sold(mug):
    fill(mug, 1)
    with pytest.raises(restock.InStock):
        ask(mug, "ana@example.com")
    with pytest.raises(restock.NotWaitable):
        restock.ask(sellable=None, email="ana@example.com", language="bg")
    Variant.objects.filter(pk=mug.pk).update(archived_at=timezone.now())
    with pytest.raises(restock.NotWaitable):
        ask(mug, "ana@example.com")
    assert not RestockRequest.objects.exists()


def test_a_request_is_forgotten_after_180_days(mug):
    ask(mug, "old@example.com", days_ago=181)
    ask(mug, "new@example.com", days_ago=179)
    assert forget_old_restock() == 1
    assert RestockRequest.objects.get().email == "new@example.com"


def test_a_request_can_be_taken_back(mug):
    request = ask(mug, "ana@example.com")
    assert waiting_title(request.public_id, "bg") == "Чаша"
    assert restock.forget(public_id=request.public_id)
    assert not restock.forget(public_id=request.public_id)
    assert waiting_title(request.public_id, "bg") == ""


def test_no_address_is_in_a_log(mug, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.DEBUG)
    ask(mug, "ana@example.com")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        stock.receive(variant_id=mug.pk, quantity=2, reason="Delivery", actor=SYSTEM)
    assert len(django_mail.outbox) == 1
    assert "ana@example" not in caplog.text
    assert "1 told" in caplog.text


def test_staff_learn_how_many_wait_and_not_who(mug):
    other = make_variant(mug.product, stock=0, values={"Size": "L"})
    for number in range(3):
        ask(mug, f"{number}@example.com")
    assert waiting_counts([mug.pk, other.pk]) == {mug.pk: 3}
    assert masked("ana.petrova@example.com") == "a•••@e•••.com"


def test_the_number_of_queries_does_not_depend_on_who_waits_for_other_things(mug, django_assert_num_queries):
    others = [make_sellable(title=f"Thing {number}", stock=0) for number in range(3)]
    for other in others:
        ask(other, "ana@example.com")
    with django_assert_num_queries(1):
        assert restock.variants_to_tell_about() == []
