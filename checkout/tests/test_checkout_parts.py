"""Every part of the checkout is kept as it is filled in; what depends on it follows without a page load."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from checkout.models import Cart
from checkout.services.typed import save_typed
from checkout.tests.factories import make_cart, make_shop, make_terms, place
from checkout.tests.pages import address, assert_nothing_ordered, hidden, post
from core.rate_limit import check_rate
from products.tests.factories import make_sellable
from shipping.tests.factories import make_method, make_zone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


@pytest.fixture
def cart():
    return make_cart((make_sellable(title="Mug", price="12.90", stock=5), 2))


@pytest.fixture
def client(cart, holding):
    return holding(cart)


def keep(client, part, **fields):
    """Send one part of the form, as checkout.js does."""
    return client.post(address("checkout-save"), {"parts": part, **fields})


def form_of(client):
    return client.get(address()).content.decode()


def value(html, name):
    return re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0].split('value="')[1].split('"')[0]


def ticked(html, name):
    return " checked" in re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0]


CONTACT = {"email": "ana@", "name": "Ана", "phone": "08"}
DELIVERY = {
    "country": "BG",
    "address_line1": "ул. Шипка 6",
    "address_line2": "ап. 4",
    "postcode": "15",
    "city": "София",
    "delivery": "office",
    "other_recipient": "on",
    "recipient_name": "Борис",
    "recipient_phone": "02",
    "is_gift": "on",
    "gift_message": "Честит рожден ден!",
}
PAYMENT = {
    "payment": "cod",
    "wants_invoice": "on",
    "company_name": "Фирма ООД",
    "company_number": "1",
    "vat_number": "BG1",
    "company_address": "Пловдив",
    "company_person": "Вера",
}
REVIEW = {"note": "Ring twice"}


def test_each_part_is_kept_by_itself_and_found_again(client, cart):
    for part, fields in (
        ("contact", CONTACT),
        ("delivery", DELIVERY),
        ("payment", PAYMENT),
        ("review", REVIEW),
    ):
        assert keep(client, part, **fields).status_code == 200

    html = form_of(client)
    for name, typed in (CONTACT | DELIVERY | PAYMENT).items():
        if name in ("country", "delivery", "payment", "gift_message"):
            continue
        if typed == "on":
            assert ticked(html, name), name
        else:
            assert value(html, name) == typed, name
    for text in ("Ring twice", "Честит рожден ден!"):
        assert f">\n{text}</textarea>" in html
    assert re.search(r'value="office"[^>]* checked', html)
    assert re.search(r'value="cod"[^>]* checked', html)
    assert_nothing_ordered(cart)


def test_two_tabs_do_not_undo_each_others_parts(client, cart):
    """The second tab was opened before the first one kept its part, and sends only its own."""
    stale = Cart.objects.get(pk=cart.pk)
    keep(client, "contact", **CONTACT)

    save_typed(cart=stale, texts={"note": "Ring twice"}, ticks={}, choices={})

    cart.refresh_from_db()
    assert (cart.draft["name"], cart.draft["note"]) == ("Ана", "Ring twice")


def test_a_box_that_was_unticked_stays_so_and_other_parts_keep_theirs(client):
    keep(client, "delivery", other_recipient="on", recipient_name="Борис")
    keep(client, "payment", wants_invoice="on")

    keep(client, "delivery", recipient_name="Борис")

    html = form_of(client)
    assert not ticked(html, "other_recipient")
    assert value(html, "recipient_name") == "Борис"
    assert ticked(html, "wants_invoice")


def test_the_next_day_everything_is_still_there(client, cart):
    keep(client, "contact", **CONTACT)
    Cart.objects.update(updated_at=timezone.now() - timedelta(days=1))

    assert value(form_of(client), "name") == "Ана"


def test_the_answer_holds_the_fresh_parts_and_not_the_page(client, cart):
    response = keep(client, "delivery", country="BG", delivery="office")

    html = response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert "<html" not in html
    assert hidden(html, "shown_total") == "30.30"
    assert 'data-announcement="Total: €30.30"' in html
    assert re.findall(r'data-part="([\w-]+)"', html) == [
        "changes",
        "email-hint",
        "country",
        "delivery",
        "address",
        "payment",
        "review",
        "summary",
    ]
    # Nobody is scolded for what is not filled in yet.
    assert "field__error" not in html


def test_another_country_brings_its_own_address_and_loses_nothing(client, cart):
    make_method(make_zone("IT", "HU", position=2), code="far", price="19.00", name_en="Far away")
    keep(client, "delivery", **DELIVERY)

    html = keep(client, "delivery", **(DELIVERY | {"country": "IT"})).content.decode()

    assert 'data-key="IT"' in html
    fields = re.findall(r'name="(address_line1|address_line2|postcode|city|region)"', html)
    assert fields == ["address_line1", "address_line2", "postcode", "city", "region"]
    assert ">Province</label>" in html
    assert '<option value="Roma">Roma</option>' in html
    assert value(html, "city") == "София"
    assert "Far away" in html

    # Italy's province comes back after a look at Hungary, which has none and another order.
    keep(client, "delivery", country="IT", region="Roma", city="Ostia")
    hungary = keep(client, "delivery", country="HU", city="Ostia").content.decode()
    fields = re.findall(r'name="(address_line1|address_line2|postcode|city|region)"', hungary)
    assert fields == ["city", "address_line1", "address_line2", "postcode"]
    assert '<option value="Roma" selected>' in keep(client, "delivery", country="IT").content.decode()


def test_another_country_by_its_button_without_javascript(client, cart):
    html = post(client, cart, action="update", country="RO", delivery="eu", payment="card").content.decode()

    assert ">County" in html
    assert value(html, "address_line1") == "ул. Шипка 6"
    assert "field__error" not in html


def test_the_parts_have_buttons_that_judge_their_own_part_only(client, cart):
    wrong = {"email": "ana@", "postcode": "15", "terms": ""}

    contact = post(client, cart, action="save-contact", **wrong)
    html = contact.content.decode()
    assert contact.status_code == 422
    assert 'id="id_email_error"' in html
    assert 'id="id_postcode_error"' not in html
    assert 'id="id_terms_error"' not in html

    payment = post(client, cart, action="save-payment", **wrong)
    assert (payment.status_code, payment["Location"]) == (303, "/en/checkout/#part-payment")
    # With the terms ticked the page comes at once: the tick is kept nowhere.
    payment = post(client, cart, action="save-payment", **(wrong | {"terms": "on"}))
    assert payment.status_code == 200
    assert "field__error" not in payment.content.decode()
    assert ticked(payment.content.decode(), "terms")
    assert_nothing_ordered(cart)
    assert cart.draft["postcode"] == "15"


@pytest.mark.parametrize("part", ["contact", "delivery", "payment"])
def test_every_part_has_its_own_button(client, part):
    html = form_of(client)

    button = re.search(rf'<button[^>]*value="save-{part}"[^>]*>', html)[0]

    assert f'formaction="/en/checkout/#part-{part}"' in button
    assert f'id="part-{part}"' in html


def test_a_slip_in_the_email_gets_a_hint_and_one_press_takes_it(client, cart):
    keep(client, "contact", email="ana@gmial.com")
    html = form_of(client)
    assert "Did you mean:" in html
    assert 'name="use_email" value="ana@gmail.com"' in html

    taken = post(client, cart, action="", email="ana@gmial.com", use_email="ana@gmail.com").content.decode()

    assert value(taken, "email") == "ana@gmail.com"
    assert "Did you mean:" not in taken
    cart.refresh_from_db()
    assert cart.draft["email"] == "ana@gmail.com"


def test_a_hint_refuses_nothing(client, cart):
    assert post(client, cart, email="ana@gmial.com").status_code == 303


def test_what_is_filled_in_is_read_back_before_the_button(client, cart):
    keep(client, "contact", email="ana@example.com", name="Ана Петрова", phone="0888 123 456")
    html = keep(client, "delivery", **(DELIVERY | {"postcode": "bg-1504"})).content.decode()

    review = re.sub(r"<[^>]+>", " ", html.split('data-part="review"')[1].split('data-part="summary"')[0])
    for text in (
        "ana@example.com",
        "Борис",
        "ул. Шипка 6",
        "1504 София",
        "Bulgaria",
        "To an office",
        "A gift",
    ):
        assert text in review, text
    for anchor in ("part-contact", "part-delivery", "id_delivery", "part-payment"):
        assert f'href="#{anchor}"' in html

    alone = keep(client, "delivery", address_line1="ул. Шипка 6", recipient_name="Борис").content.decode()
    review = alone.split('data-part="review"')[1].split('data-part="summary"')[0]
    assert "Ана Петрова" in review
    assert "+359 88 812 3456" in review
    assert "Борис" not in review


def test_goods_delivery_and_total_stand_right_above_the_button(client):
    """Directive 2011/83/EU, Art. 8(2)."""
    html = form_of(client)

    end = html[html.index('data-part="summary"') :]
    order = [end.index(text) for text in ("Mug", "Delivery", "Total", "Order with obligation to pay")]
    assert order == sorted(order)
    assert "<h1" not in end


@pytest.mark.parametrize("typed, kept", [("bg-1504", "1504"), ("15", ""), ("", "")])
def test_only_a_postcode_that_can_be_right_decides_over_the_delivery(client, cart, typed, kept):
    keep(client, "delivery", country="BG", postcode=typed)

    cart.refresh_from_db()
    assert cart.postcode == kept


def test_the_vat_number_counts_only_while_an_invoice_is_wanted(client, cart):
    keep(client, "payment", wants_invoice="on", vat_number="BG831641791")
    cart.refresh_from_db()
    assert cart.vat_number == "BG831641791"

    keep(client, "payment", vat_number="BG831641791")
    cart.refresh_from_db()
    assert cart.vat_number == ""
    assert value(form_of(client), "vat_number") == "BG831641791"


def test_the_gift_of_the_carts_own_page_is_ticked_here(client, cart):
    Cart.objects.update(is_gift=True, gift_message="За мама")

    html = form_of(client)

    assert ticked(html, "is_gift")
    assert "За мама" in html


def test_nothing_is_kept_for_a_cart_that_is_ordered_or_not_there(client, cart, holding):
    place(cart)

    response = keep(client, "contact", **CONTACT)

    cart.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, "/en/checkout/")
    assert cart.draft == {}
    assert keep(holding(make_cart()), "contact")["Location"] == "/en/checkout/"


def test_too_much_is_cut_and_nul_is_left_out(client, cart):
    keep(client, "review", note="я" * 600 + "\0")
    keep(client, "payment", wants_invoice="on", vat_number="B\0" + "1" * 600)

    cart.refresh_from_db()
    assert len(cart.draft["note"]) == 500
    assert cart.draft["vat_number"] == "B" + "1" * 499
    assert cart.vat_number == ""


def test_keeping_asks_for_the_token_and_has_a_limit(cart, holding):
    assert keep(holding(cart, enforce_csrf_checks=True), "contact", **CONTACT).status_code == 403
    client = holding(cart)
    for _ in range(399):
        check_rate(scope="checkout-save", identity="127.0.0.1", limit=400, seconds=600)
    assert [keep(client, "contact", name="x").status_code for _ in range(2)] == [200, 429]
    assert client.get(address("checkout-save")).status_code == 405


def test_the_browsers_way_back_after_the_order_shows_the_order(client, cart):
    placed = post(client, cart)

    back = client.get(address())

    assert (back.status_code, back["Location"]) == (303, placed["Location"])
    assert back["Cache-Control"] == "no-store, private"


def test_the_title_says_when_something_is_wrong(client, cart):
    assert "<title>Checkout" in form_of(client)
    html = post(client, cart, email="").content.decode()
    assert "<title>Error: Checkout" in html
    assert "data-error-summary" in html


def test_every_field_to_type_in_says_what_a_browser_may_fill_in(client):
    html = form_of(client)
    main = html[html.index("data-checkout") : html.index("</form>", html.index("data-checkout"))]
    typed = [
        tag
        for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", main)
        if not re.search(r'type="(?:hidden|radio|checkbox)"', tag)
    ]
    assert len(typed) >= 15
    assert [tag for tag in typed if "autocomplete=" not in tag] == []
    assert 'inputmode="numeric"' in re.search(r'<input[^>]*name="postcode"[^>]*>', main)[0]


def test_keeping_a_part_takes_few_queries(holding, django_assert_max_num_queries):
    cart = make_cart(*((make_sellable(stock=5), 1) for _ in range(8)))
    client = holding(cart)
    keep(client, "contact", **CONTACT)

    with django_assert_max_num_queries(15):
        keep(client, "delivery", **DELIVERY)


def test_new_terms_reach_the_form_with_the_next_part(client):
    make_terms(2)

    html = keep(client, "contact", name="Ана").content.decode()

    assert hidden(html, "shown_terms") == "terms-en-2"
