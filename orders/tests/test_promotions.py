"""What becomes of a promotion when its order is paid late, and what the card page is told of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from core.money import ZERO
from orders.models import Order
from orders.services.charge import charge_for
from orders.services.expiry import expire_order
from orders.services.payment import start_payment
from orders.services.settling import apply_state
from orders.tests.factories import make_draft, make_order
from orders.tests.provider import history, sessions
from payments.gateways.base import GatewayState, Outcome
from products.tests.factories import make_sellable
from promotions.models import Promotion, Redemption
from promotions.services.redemption import Use, claim
from promotions.tests.factories import make_promotion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]


def used(promotion) -> int:
    return Promotion.objects.get(pk=promotion.pk).used


def expired_with(promotion, *wanted) -> Order:
    """Return an order that ran out while its card page was open, with the promotion given back."""
    order = make_order(*wanted)
    use = Use(promotion=promotion.public_id, code="", gross=Decimal("5.00"))
    with transaction.atomic():
        claim(reference=order.public_id, uses=[use], customer_id=None, email=order.email)
    Order.objects.filter(pk=order.pk).update(hold_expires_at=timezone.now() - timedelta(minutes=1))
    assert expire_order(order.pk) is True
    return order


def pay_late(order) -> None:
    payment = order.payments.get()
    state = GatewayState(
        outcome=Outcome.PAID, amount=payment.amount, currency=payment.currency, provider_reference="pi_late"
    )
    apply_state(payment.pk, state)
    order.refresh_from_db()


def test_late_money_counts_the_promotion_again(stripe):
    promotion = make_promotion(limit=1)
    order = expired_with(promotion, (make_sellable(stock=1), 1))
    assert used(promotion) == 0

    pay_late(order)

    assert (order.status, used(promotion)) == (Order.Status.PAID, 1)
    assert Redemption.objects.get().state == "claimed"
    assert "note" not in history(order)


def test_late_money_beyond_the_limit_pays_the_order_and_is_written_down(stripe):
    promotion = make_promotion(limit=1, label="Autumn")
    order = expired_with(promotion, (make_sellable(stock=1), 1))
    Promotion.objects.filter(pk=promotion.pk).update(used=1)

    pay_late(order)

    assert (order.status, used(promotion)) == (Order.Status.PAID, 1)
    assert "Autumn" in order.events.get(kind="note").reason
    assert Redemption.objects.get().state == "released"


def test_what_is_given_away_is_no_item_of_the_charge(stripe):
    mug, leaf = make_sellable(price="12.90"), make_sellable(price="9.90")
    promotion = make_promotion("gift", gift=leaf)
    draft = make_draft((mug, 1), (leaf, 1))
    given = next(line for line in draft.lines if line.variant_id == leaf.pk)
    free = {"discount_gross": given.unit_gross, "gross": ZERO, "net": ZERO, "vat": ZERO}
    free |= {"given_by": promotion.public_id}
    lines = tuple(
        type(line)(**{**vars(line), **free}) if line.variant_id == leaf.pk else line for line in draft.lines
    )
    rest = {name: sum(getattr(line, name) for line in lines) for name in ("gross", "net", "vat")}
    row = type(draft.vat_rows[0])(rate=draft.vat_rows[0].rate, **rest)
    order = make_order(
        (mug, 1),
        (leaf, 1),
        lines=lines,
        vat_rows=(row,),
        discount_gross=given.unit_gross,
        total_gross=rest["gross"],
        total_net=rest["net"],
        total_vat=rest["vat"],
    )

    charge = charge_for(order, order.payments.get())
    start_payment(order.payments.get().pk)

    assert [item.gross for item in charge.items] == [Decimal("12.90"), Decimal("5.90")]
    assert sum(item.gross for item in charge.items) == charge.amount == Decimal("18.80")
    assert [session["amount_total"] for session in sessions(stripe)] == [1880]
