"""What buyer and staff see of an order's VAT: taken off, its ground, the company and the answer of VIES."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.tests.people import client_of
from core.mail_writing import complete
from core.models import OutgoingMail
from core.money import ZERO
from orders.drafts import Company, DraftVat
from orders.links import order_path
from orders.models import Order
from orders.selectors import cash_offer, read_order_page
from orders.services.placing import create_order
from orders.tests.factories import SHOPPER, make_contact, make_draft
from products.tests.factories import make_sellable, make_site
from shipping.tests.factories import make_method, make_zone

pytestmark = pytest.mark.django_db
GROUND = "Intra-Community supply, no VAT: Art. 138 of Directive 2006/112/EC."
COMPANY = Company(
    name="Example GmbH",
    address="Beispielweg 1, Berlin",
    vat_number="DE999991005",
    vat_check={"state": "valid", "name": "EXAMPLE TRADING", "address": "1 Market Square\n1000 Exampletown"},
    vat_check_reference="WAPIAAAA99999100",
)


def sold_to_a_business(**changed):
    """Return an order of 120.00 + 12.00 of which 22.00 of VAT were taken off."""
    make_site()
    draft = make_draft(
        (make_sellable(title="Чаша", price="120.00"), 1),
        delivery="12.00",
        contact=make_contact(country="DE", postcode="10115"),
        language="en",
        payment_method="cod",
        **changed,
    )
    lines = tuple(
        replace(line, gross=line.net, vat=ZERO, vat_rate=ZERO, vat_removed=line.vat) for line in draft.lines
    )
    draft = replace(
        draft,
        lines=lines,
        vat_rows=(DraftVat(rate=ZERO, gross=Decimal("110.00"), net=Decimal("110.00"), vat=ZERO),),
        vat_treatment="intra_community",
        vat_ground=GROUND,
        vat_removed=Decimal("22.00"),
        total_net=Decimal("110.00"),
        total_vat=ZERO,
        total_gross=Decimal("110.00"),
        company=COMPANY,
    )
    with transaction.atomic():
        return create_order(draft, actor=SHOPPER)


def test_the_buyer_sees_what_was_taken_off_and_why(client):
    order = sold_to_a_business()

    body = client.get(order_path(order)).content.decode()

    # The line stands as advertised; what is taken off stands beside the total.
    assert '<p class="line__sum">€120.00</p>' in body
    assert "VAT taken off" in body
    assert "−€22.00" in body
    assert "€110.00" in body
    assert GROUND in body
    assert "of which VAT" not in body
    assert "Example GmbH" in body
    assert "WAPIAAAA99999100" in body


def test_the_mail_says_the_same(client):
    order = sold_to_a_business()

    sent = OutgoingMail.objects.get(kind="order-received")
    complete(sent)

    for text in (sent.body_text, sent.body_html):
        for part in (
            "€120.00",
            "−€22.00",
            "€110.00",
            GROUND,
            "Example GmbH, DE999991005",
            "WAPIAAAA99999100",
        ):
            assert part in text
        assert "of which VAT" not in text
    assert order.total_gross == Decimal("110.00")


def test_the_desk_shows_the_company_and_what_vies_said():
    order = sold_to_a_business()

    body = client_of("Order staff").get(reverse("orders:detail", args=[order.pk])).content.decode()

    for part in ("Example GmbH", "DE999991005", "WAPIAAAA99999100", "EXAMPLE TRADING", GROUND, "−22,00"):
        assert part in body


def test_a_consumer_sees_the_vat_and_no_company(client):
    make_site()
    with transaction.atomic():
        order = create_order(
            make_draft((make_sellable(price="120.00"), 1), language="en", payment_method="cod"), actor=SHOPPER
        )

    body = client.get(order_path(order)).content.decode()

    assert "of which VAT 20%" in body
    assert "VAT taken off" not in body
    assert "Invoice to" not in body


def test_a_zero_rated_order_is_not_offered_a_fee_that_carries_vat():
    order = sold_to_a_business()
    make_method(make_zone("DE"), code="door", allows_cod=True)
    waiting = Order.Status.NEW
    Order.objects.update(status=waiting, payment_method="card")
    order.refresh_from_db()

    assert cash_offer(read_order_page(order)) is None
    Order.objects.update(vat_treatment="charged")
    order.refresh_from_db()
    assert cash_offer(read_order_page(order)) is not None
