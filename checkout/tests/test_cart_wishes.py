"""Saved for later and back; notes and gift words, from the cart to the order, its mail and the order desk."""

import pytest
from django.urls import reverse

from accounts.tests.people import client_of
from checkout.models import Cart, CartLine
from checkout.tests.factories import make_cart, make_contact, make_shop, place
from checkout.tests.pages import add, address, contents, page_after, post
from core.mail_writing import complete
from core.models import OutgoingMail
from orders.links import order_path
from orders.models import Order
from products.models import ProductPage, Stock
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


@pytest.fixture
def mug():
    return make_sellable(title="Mug", price="10.00", stock=9)


@pytest.fixture
def cup():
    return make_sellable(title="Cup", price="7.00", stock=9)


@pytest.fixture
def cart(mug, cup):
    return make_cart((mug, 2), (cup, 1))


@pytest.fixture
def client(cart, holding):
    return holding(cart)


def send(client, line, **fields):
    return page_after(client, client.post(address("cart-update"), {"line": line.pk, **fields}))


def test_saved_for_later_is_in_sight_in_no_sum_and_not_in_the_count(client, cart, mug, cup):
    html = send(client, cart.lines.get(variant=mug), action="save")

    assert "Saved for later." in html
    below = html[html.index('id="saved-title"') :]
    assert "Mug" in below
    assert "2 × €10.00" in below
    assert "€12.90" in html  # 7.00 + 5.90
    assert client.cookies["cart_count"].value == "1"
    assert "Mug" not in client.get(address("checkout")).content.decode()

    html = send(client, cart.lines.get(variant=mug), action="back")
    assert "Back in your cart." in html
    assert "saved-title" not in html
    assert client.cookies["cart_count"].value == "3"


def test_saving_everything_leaves_an_empty_cart_that_still_shows_it(client, cart):
    for line in cart.lines.all():
        html = send(client, line, action="save")

    assert "Your cart is empty" in html
    assert html.count('class="line line--saved"') == 2
    assert client.get(address("checkout")).status_code == 303
    assert client.cookies["cart_count"].value == "0"


def test_what_was_saved_and_sold_out_cannot_be_put_back_by_a_button_but_be_removed(client, cart, mug):
    line = cart.lines.get(variant=mug)
    send(client, line, action="save")
    Stock.objects.filter(variant=mug).update(on_hand=0)

    html = client.get(address("cart")).content.decode()
    below = html[html.index('id="saved-title"') :].split("</section>")[0]
    assert "sold out" in below
    assert 'value="back"' not in below

    send(client, line, action="remove")
    assert not CartLine.objects.filter(variant=mug).exists()


def test_adding_what_was_saved_brings_it_back_with_just_that_many(client, cart, mug):
    send(client, cart.lines.get(variant=mug), action="save")

    add(client, mug, "1")

    assert (mug.pk, 1) in contents()
    assert not CartLine.objects.filter(saved_for_later=True).exists()


def test_saved_things_outlive_the_order_and_the_browser_finds_them(client, cart, mug, cup):
    send(client, cart.lines.get(variant=mug), action="save")
    cart.refresh_from_db()

    order = place(cart).order

    assert [line.title for line in order.lines.filter(kind="goods")] == ["Cup"]
    html = client.get(address("cart")).content.decode()
    assert "Mug" in html[html.index('id="saved-title"') :]
    following = Cart.objects.get(state=Cart.State.OPEN)
    assert following.continues == cart
    # From now on the browser has the key to the new one; the old still leads to the order until then.
    add(client, cup, "1")
    assert following.lines.count() == 2


def test_a_note_and_gift_words_of_a_line(client, cart, mug):
    line = cart.lines.get(variant=mug)

    html = send(
        client, line, action="wishes", note="  Blue\r\none ", is_gift="on", gift_message="Честит рожден ден!"
    )

    assert "Your note is kept." in html
    line.refresh_from_db()
    assert (line.note, line.is_gift, line.gift_message) == ("Blue one", True, "Честит рожден ден!")
    assert "Change note or gift" in html
    assert "Честит рожден ден!" in html

    send(client, line, action="wishes", note="Blue one", gift_message="left over")
    line.refresh_from_db()
    assert (line.is_gift, line.gift_message) == (False, "")


@pytest.mark.parametrize("note", ["я" * 500, "<script>alert(1)</script>", "\0a"])
def test_any_note_is_taken_as_text(client, cart, mug, note):
    line = cart.lines.get(variant=mug)

    html = send(client, line, action="wishes", note=note)

    line.refresh_from_db()
    assert line.note == note.replace("\0", "")[:200]
    assert "<script>alert" not in html


def test_notes_and_gifts_reach_the_order_its_page_its_mail_and_the_desk(client, cart, mug):
    line = cart.lines.get(variant=mug)
    send(client, line, action="wishes", note="Blue one", is_gift="on", gift_message="За Мария")
    page_after(
        client,
        client.post(
            address("cart-update"), {"action": "gift", "is_gift": "on", "gift_message": "Честита Коледа"}
        ),
    )
    cart.refresh_from_db()

    order = place(cart, language="en", accepted_terms="terms-en-1").order

    written = order.lines.get(variant=mug)
    assert (written.note, written.is_gift, written.gift_message) == ("Blue one", True, "За Мария")
    assert (order.is_gift, order.gift_message) == (True, "Честита Коледа")
    other = order.lines.get(title="Cup")
    assert (other.note, other.is_gift) == ("", False)
    # The cart does not keep the words any longer.
    cart.refresh_from_db()
    assert cart.gift_message == ""
    assert not cart.lines.exclude(note="").exists()

    mail = OutgoingMail.objects.get(kind="order-received")
    complete(mail)
    desk = client_of("Order staff").get(reverse("orders:detail", args=[order.pk])).content.decode()
    for text in (client.get(order_path(order)).content.decode(), mail.body_text, mail.body_html, desk):
        for words in ("Blue one", "За Мария", "Честита Коледа"):
            assert words in text


def test_gift_wishes_typed_at_the_checkout_win_over_those_of_the_cart(cart):
    Cart.objects.filter(pk=cart.pk).update(is_gift=True, gift_message="from the cart")
    cart.refresh_from_db()

    order = place(cart, contact=make_contact(is_gift=True, gift_message="from the checkout")).order

    assert order.gift_message == "from the checkout"


def test_unticking_the_gift_at_the_checkout_wins_over_the_cart(client, cart):
    """The cart's own page said gift; the checkout, where it is unticked, has the last word. So has its script."""
    post(client, cart, is_gift="on", gift_message="from the cart", action="update", shown_total="0")
    cart.refresh_from_db()
    assert (cart.is_gift, cart.gift_message) == (True, "from the cart")

    response = post(client, cart, gift_message="from the cart")

    assert response.status_code == 303
    order = Order.objects.get()
    assert (order.is_gift, order.gift_message) == (False, "")


def test_unticking_the_gift_in_one_part_of_the_checkout_unticks_it_in_the_cart(client, cart):
    Cart.objects.filter(pk=cart.pk).update(is_gift=True, gift_message="За мама")

    client.post(address("checkout-save"), {"parts": "delivery", "country": "BG", "gift_message": "За мама"})

    cart.refresh_from_db()
    assert not cart.is_gift
    assert "The order is a gift" not in client.get(address("cart")).content.decode()


def test_an_order_given_back_brings_its_words_along(client, cart, mug):
    send(client, cart.lines.get(variant=mug), action="wishes", note="Blue one")
    cart.refresh_from_db()
    order = place(cart, payment_method="card").order

    client.post(reverse("order-change", args=[order_path(order).split("/")[-2]]))

    assert CartLine.objects.get(cart__state="open", variant=mug).note == "Blue one"


def test_unpublished_and_back(client, cart, mug):
    """Each is told once it is so; the sum follows at once."""
    ProductPage.objects.filter(product=mug.product).update(live=False)
    gone = client.get(address("cart")).content.decode()
    ProductPage.objects.filter(product=mug.product).update(live=True)
    back = client.get(address("cart")).content.decode()

    assert "no longer sold" in gone
    assert "€12.90" in gone
    assert "no longer sold" not in back
    assert "€32.90" in back


def test_the_cart_still_takes_ten_queries_with_everything_on(holding, django_assert_max_num_queries):
    goods = [make_sellable(title=f"Mug {n}", stock=5) for n in range(20)]
    cart = make_cart(
        *((variant, 2) for variant in goods), codes=["WELCOME10"], is_gift=True, gift_message="Честито"
    )
    cart.lines.filter(variant__in=goods[:5]).update(saved_for_later=True)
    cart.lines.update(note="Blue", is_gift=True, gift_message="За Мария")
    client = holding(cart)
    client.get(address("cart"))

    with django_assert_max_num_queries(10):
        html = client.get(address("cart")).content.decode()

    assert html.count('class="line"') == 15
    assert html.count('class="line line--saved"') == 5


def test_many_changed_prices_are_noted_in_one_query(holding, django_assert_max_num_queries):
    goods = [make_sellable(price="10.00", stock=5) for _ in range(12)]
    cart = make_cart(*((variant, 1) for variant in goods))
    client = holding(cart)
    client.get(address("cart"))
    type(goods[0]).objects.update(price="11.00")

    with django_assert_max_num_queries(11):
        html = client.get(address("cart")).content.decode()

    assert html.count("has changed from €10.00 to €11.00.") == 12
    assert "has changed" not in client.get(address("cart")).content.decode()
    assert Order.objects.count() == 0
