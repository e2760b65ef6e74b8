"""The cart's page in two tabs, and what a form sent twice does."""

import re
import uuid

import pytest

from checkout.models import CartMutation
from checkout.services import cart as service
from checkout.tests.factories import make_cart, make_shop, typed
from checkout.tests.pages import add, address, contents, page_after
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


@pytest.fixture
def mug():
    return make_sellable(title="Mug", price="10.00", stock=9)


@pytest.fixture
def cart(mug):
    return make_cart((mug, 2))


@pytest.fixture
def client(cart, holding):
    return holding(cart)


def guard(html):
    """Return what the forms of a cart page carry."""
    return {name: re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in ("version", "key")}


def open_tab(client):
    return guard(client.get(address("cart")).content.decode())


def send(client, tab, **fields):
    return client.post(address("cart-update"), {**tab, **fields})


def elsewhere(cart, quantity):
    service.set_quantity(cart_id=cart.pk, line_id=cart.lines.get().pk, quantity=quantity, language="en")


def test_every_form_of_the_cart_carries_the_version_and_a_key(client, cart):
    cart.lines.update(note="thin")
    make_cart_line_saved(cart)

    html = client.get(address("cart")).content.decode()

    forms = [form for form in re.findall(r"<form.*?</form>", html, re.S) if "cart/update" in form]
    assert len(forms) >= 5
    assert all('name="version" value="1"' in form and 'name="key"' in form for form in forms)


def make_cart_line_saved(cart):
    cart.lines.create(variant=make_sellable(title="Cup"), quantity=1, seen_unit_gross=1, saved_for_later=True)


def test_the_second_tab_sees_what_changed_and_keeps_its_own(client, cart, mug):
    tab, line = open_tab(client), cart.lines.get()
    elsewhere(cart, 5)

    response = send(client, tab, line=line.pk, variant=mug.public_id, quantity="3")

    html = response.content.decode()
    assert response.status_code == 409
    assert "“Mug”: you looked at 2 and want 3, but in another tab it was changed to 5." in html
    assert "Take 3" in html
    assert "Keep 5" in html
    assert contents() == [(mug.pk, 5)]

    choice = html[html.index("data-focus") : html.index("Keep 5")]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', choice))
    page_after(client, client.post(address("cart-update"), fields))
    assert contents() == [(mug.pk, 3)]


def test_the_second_tab_may_keep_the_others_by_looking_at_the_cart(client, cart, mug):
    tab = open_tab(client)
    elsewhere(cart, 5)
    html = send(client, tab, line=cart.lines.get().pk, quantity="3").content.decode()

    assert re.search(r'href="/en/cart/">Keep 5</a>', html)
    assert 'value="5"' in client.get(address("cart")).content.decode()


def test_taking_out_what_grew_elsewhere_is_asked_about(client, cart, mug):
    tab = open_tab(client)
    elsewhere(cart, 5)

    response = send(client, tab, line=cart.lines.get().pk, action="remove")

    html = response.content.decode()
    assert response.status_code == 409
    assert "The quantity of “Mug” was changed in another tab from 2 to 5." in html
    assert "Take it out all the same" in html
    assert contents() == [(mug.pk, 5)]


def test_a_line_that_is_gone_comes_back_when_the_shopper_insists(client, cart, mug):
    tab, line = open_tab(client), cart.lines.get()
    service.remove_item(cart_id=cart.pk, line_id=line.pk)

    response = send(client, tab, line=line.pk, variant=mug.public_id, quantity="3")

    assert response.status_code == 409
    html = response.content.decode()
    assert "“Mug” was taken out of the cart in another tab, while you changed it to 3." in html
    assert "Leave it out" in html
    # The form to insist works on the empty cart as well.
    choice = html[html.index("data-focus") : html.index("Leave it out")]
    page_after(
        client, client.post(address("cart-update"), dict(re.findall(r'name="(\w+)" value="([^"]*)"', choice)))
    )
    assert contents() == [(mug.pk, 3)]


def test_words_written_in_two_tabs_are_not_overwritten_unseen(client, cart):
    tab, line = open_tab(client), cart.lines.get()
    send(client, open_tab(client), line=line.pk, action="wishes", note="from the first tab")

    response = send(client, tab, line=line.pk, action="wishes", note="from the second")

    html = response.content.decode()
    assert response.status_code == 409
    assert "The note or gift wishes for “Mug” were changed in another tab." in html
    assert "You wrote: “from the second”." in html
    assert "from the first tab" in html
    line.refresh_from_db()
    assert line.note == "from the first tab"


def test_what_happened_to_other_lines_is_told_and_stops_nothing(client, cart, mug):
    tab = open_tab(client)
    cup = make_sellable(title="Cup", stock=9)
    service.add_item(cart_id=cart.pk, variant_public_id=cup.public_id, quantity=2, language="en")

    html = page_after(client, send(client, tab, line=cart.lines.get(variant=mug).pk, quantity="3"))

    assert "“Cup” was put into the cart in another tab: 2." in html
    assert "Mug” was" not in html
    assert contents() == [(mug.pk, 3), (cup.pk, 2)]


def test_the_same_form_sent_twice_changes_once(client, cart, mug):
    tab, line = open_tab(client), cart.lines.get()
    form = {"line": line.pk, "quantity": "3"}

    answers = [send(client, tab, **form).status_code for _ in range(2)]
    tab = open_tab(client)
    removed = [send(client, tab, line=line.pk, action="remove") for _ in range(2)]

    assert answers == [303, 303]
    assert [answer.status_code for answer in removed] == [303, 303]
    assert [mutation.kind for mutation in CartMutation.objects.order_by("pk")] == ["quantity", "removed"]


def test_two_buttons_of_one_page_are_two_changes(client, cart, mug):
    cup = make_sellable(title="Cup", stock=9)
    cart.lines.create(variant=cup, quantity=1, seen_unit_gross=1)
    tab = open_tab(client)

    send(client, tab, line=cart.lines.get(variant=mug).pk, quantity="3")
    send(client, tab, line=cart.lines.get(variant=cup).pk, quantity="4")

    assert contents() == [(mug.pk, 3), (cup.pk, 4)]


def test_adding_with_a_key_adds_once_and_says_the_same(client, mug):
    key = str(uuid.uuid4())
    form = {"variant": mug.public_id, "quantity": "1", "key": key}

    pages = [page_after(client, client.post(address("cart-add"), form)) for _ in range(2)]

    assert all("Added to your cart." in html for html in pages)
    assert contents() == [(mug.pk, 3)]


def test_a_browser_without_scripts_that_sends_the_form_twice_adds_once(client, mug):
    """The page is the same for everyone and has no key; the browser says that it loads a page, and is believed."""
    for _ in range(2):
        add(client, mug, "1", headers={"sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin"})

    assert contents() == [(mug.pk, 3)]
    assert client.cookies["cart_count"].value == "3"

    CartMutation.objects.update(made_at="2026-01-01T00:00:00Z")
    add(client, mug, "1", headers={"sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin"})
    assert contents() == [(mug.pk, 4)]


def test_the_checkout_names_what_another_tab_did(client, cart, mug):
    form = typed(cart)
    elsewhere(cart, 3)

    response = client.post(address(), form)

    assert response.status_code == 409
    assert "The quantity of “Mug” was changed in another tab from 2 to 3." in response.content.decode()
