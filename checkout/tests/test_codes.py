"""Entering and removing coupon codes, in the cart and at the checkout; all of it without JavaScript."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from checkout.services.codes import TooManyCodes, enter_code
from checkout.tests.factories import make_cart, make_shop, shown_total
from checkout.tests.pages import address, page_after, post
from orders.models import Order
from pricing.refusals import refusal_words
from products.models import ListingEntry
from products.tests.factories import make_category, make_page, make_product, make_sellable, make_site
from promotions.engine.results import Reason, Refusal
from promotions.models import Redemption
from promotions.tests.factories import make_promotion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


def codes_of(cart):
    cart.refresh_from_db()
    return cart.codes


def enter(client, code):
    return client.post(address("cart-code"), {"code": code, "action": "add-code"})


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_code_is_entered_and_its_discount_stands_in_the_sums(holding):
    make_promotion("percent", percent="10", code="TEN", name_en="Ten off")
    cart = make_cart((make_sellable(price="40.00"), 1))
    client = holding(cart)

    html = page_after(client, enter(client, " ten "))

    assert codes_of(cart) == ["TEN"]
    assert cart.version == 2
    text = text_of(html)
    assert "Ten off TEN −€4.00" in text
    assert "Total €41.90" in text
    # Used by nobody: that happens with the order.
    assert not Redemption.objects.exists()


def test_a_code_is_removed(holding):
    make_promotion("percent", percent="10", code="TEN")
    cart = make_cart((make_sellable(price="40.00"), 1), codes=["TEN"])
    client = holding(cart)

    html = page_after(client, client.post(address("cart-code-remove"), {"remove_code": "TEN"}))

    assert codes_of(cart) == []
    assert "Total €45.90" in text_of(html)


@pytest.mark.parametrize(
    "typed, words",
    [
        ("WRONG", "We do not know the code “WRONG”."),
        ("", "Enter the code."),
        ("<b>!", "We do not know the code “&lt;B&gt;!”."),
        ("OLD", "The code “OLD” has expired."),
        ("FULL", "The code “FULL” has been used up."),
        ("GONE", "The code “GONE” is no longer in use."),
    ],
)
def test_a_refused_code_stays_in_the_field_with_the_reason(holding, typed, words):
    now = timezone.now()
    make_promotion(code="OLD", ends_at=now)
    make_promotion(code="FULL", limit=1, used=1)
    make_promotion(code="GONE", archived_at=now)
    cart = make_cart((make_sellable(), 1))

    response = enter(holding(cart), typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert 'aria-describedby="id_code_error"' in html
    assert codes_of(cart) == []


def test_a_code_that_does_not_count_yet_is_kept_and_says_what_is_missing(holding):
    make_promotion("amount", amount="5.00", code="FIVE", minimum_goods="50.00")
    mug = make_sellable(price="40.00", stock=9)
    cart = make_cart((mug, 1))
    client = holding(cart)

    html = page_after(client, enter(client, "FIVE"))
    assert "Goods for €10.00 more are needed." in html
    assert codes_of(cart) == ["FIVE"]

    cart.lines.update(quantity=2)
    html = client.get(address("cart")).content.decode()
    assert "more are needed" not in html
    assert "Total €80.90" in text_of(html)


def test_a_code_that_ends_while_it_lies_in_the_cart_is_told(holding):
    promotion = make_promotion("amount", amount="5.00", code="FIVE")
    cart = make_cart((make_sellable(), 1), codes=["FIVE"])
    promotion.ends_at = timezone.now() - timedelta(seconds=1)
    promotion.save()

    html = holding(cart).get(address("cart")).content.decode()

    assert "The code “FIVE” has expired." in html


def test_entering_the_same_code_again_changes_nothing(holding):
    make_promotion(code="TEN")
    cart = make_cart((make_sellable(), 1), codes=["TEN"])

    enter(holding(cart), "ten")

    assert (codes_of(cart), cart.version) == (["TEN"], 1)


def test_one_order_takes_five_codes(shop):
    for number in range(6):
        make_promotion("amount", amount="1.00", code=f"C{number}", combines="always")
    cart = make_cart((make_sellable(price="40.00"), 1), codes=[f"C{number}" for number in range(5)])

    with pytest.raises(TooManyCodes):
        enter_code(cart_id=cart.pk, typed="C5", shop=shop, language="bg")

    assert len(codes_of(cart)) == 5


def test_guessing_codes_is_slowed_down(holding):
    cart = make_cart((make_sellable(), 1))
    client = holding(cart)

    answers = [enter(client, f"GUESS{number}") for number in range(21)]

    assert "We do not know the code" in answers[19].content.decode()
    assert "Too many tries. Try again in" in answers[20].content.decode()


def test_the_token_is_asked_for(holding):
    make_promotion(code="TEN")
    cart = make_cart((make_sellable(), 1))

    assert enter(holding(cart, enforce_csrf_checks=True), "TEN").status_code == 403
    assert codes_of(cart) == []


def test_a_gift_stands_in_the_cart_and_is_told_when_it_is_gone(holding):
    leaf = make_sellable(title="Leaf", price="9.90", stock=1)
    make_promotion("gift", gift=leaf, name_en="A leaf for you")
    cart = make_cart((make_sellable(price="40.00"), 1))
    client = holding(cart)

    text = text_of(client.get(address("cart")).content.decode())
    assert "Leaf Regular price: €9.90 Gift" in text
    assert "A leaf for you −€9.90" in text
    assert "Total €45.90" in text

    leaf.stock.__class__.objects.filter(variant=leaf).update(reserved=1)
    assert "The gift of “A leaf for you” has run out." in client.get(address("cart")).content.decode()


def test_at_the_checkout_a_code_is_entered_with_the_form_and_nothing_typed_is_lost(holding):
    make_promotion("percent", percent="10", code="TEN", name_en="Ten off")
    cart = make_cart((make_sellable(price="40.00"), 1))
    client = holding(cart)

    response = post(client, cart, code="ten", action="add-code", name="Ана <Петрова>")

    html = response.content.decode()
    assert response.status_code == 200
    assert codes_of(cart) == ["TEN"]
    assert "Ten off TEN −€4.00" in text_of(html)
    assert "Ана &lt;Петрова&gt;" in html
    assert not Order.objects.exists()

    response = post(client, cart, remove_code="TEN", action="")
    assert codes_of(cart) == []
    assert "Ten off" not in response.content.decode()


def test_at_the_checkout_a_refusal_stands_beside_the_field(holding):
    cart = make_cart((make_sellable(price="40.00"), 1))

    response = post(holding(cart), cart, code="wrong", action="add-code")

    assert response.status_code == 422
    assert "We do not know the code “WRONG”." in response.content.decode()


def test_an_order_pressed_for_with_a_code_in_the_field_waits_for_the_new_total(holding):
    make_promotion("percent", percent="10", code="TEN")
    cart = make_cart((make_sellable(price="40.00"), 1))

    response = post(holding(cart), cart, code="TEN", action="place")

    assert "The total has changed." in response.content.decode()
    assert codes_of(cart) == ["TEN"]
    assert not Order.objects.exists()


def test_the_order_gets_what_the_checkout_showed(holding):
    make_promotion("percent", percent="10", code="TEN")
    cart = make_cart((make_sellable(price="40.00"), 1), codes=["TEN"])
    total = shown_total(cart)

    response = post(holding(cart), cart, shown_total=str(total))

    order = Order.objects.get()
    assert response.status_code == 303
    assert (order.total_gross, order.discount_gross) == (total, Decimal("4.00"))


def test_the_e_mail_of_the_form_tells_who_has_used_it(holding):
    make_promotion("amount", amount="5.00", code="ONCE", limit_per_customer=1)
    used = make_cart((make_sellable(), 1), codes=["ONCE"])
    post(holding(used), used)
    cart = make_cart((make_sellable(price="40.00"), 1), codes=["ONCE"])
    client = holding(cart)
    assert "−€5.00" in client.get(address()).content.decode()

    response = post(client, cart, action="update")

    assert "You have used “Promotion" in response.content.decode()
    assert "−€5.00" not in response.content.decode()


def test_the_discount_is_on_the_order_in_the_mail_and_at_the_desk(holding, mailoutbox):
    make_promotion("percent", percent="10", code="TEN", name_en="Ten off")
    leaf = make_sellable(title="Leaf", price="9.90")
    make_promotion("gift", gift=leaf, name_en="A leaf for you", combines="always")
    cart = make_cart((make_sellable(price="40.00", title="Mug"), 1), codes=["TEN"])
    client = holding(cart)

    text = text_of(page_after(client, post(client, cart)))

    assert "1 × Mug €40.00" in text
    assert "Ten off TEN −€4.00" in text
    assert "A leaf for you −€9.90" in text
    assert "Items €49.90" in text
    assert "Total €43.40" in text


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason, language):
    refusal = Refusal(
        reason, "TEN", "Ten off", missing=Decimal("5.00"), pieces=2, other="Other", moment=timezone.now()
    )

    with translation.override(language):
        words = refusal_words(refusal)

    assert words.endswith(".")
    assert "%(" not in words


def test_pages_listings_and_structured_data_never_know_of_a_promotion(client):
    category = make_category(make_site().home, title="Чаши", slug="cups")
    product = make_product(name="Чаша", price="40.00")
    page = make_page(product, category, title="Чаша")
    gift = make_sellable()

    def seen():
        entry = ListingEntry.objects.get(page=page)
        return (
            client.get(page.url).content,
            client.get(category.url).content,
            entry.price_now,
            ListingEntry.objects.filter(pk=page.pk).values().get(),
        )

    before = seen()
    make_promotion("percent", percent="50", products=[product])
    make_promotion("tiers", tiers=[(1, "50")], combines="always")
    make_promotion("gift", gift=gift, combines="always")

    assert seen() == before
    assert b"40" in before[0]
