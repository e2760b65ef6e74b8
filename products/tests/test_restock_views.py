"""Leaving an address on something sold out, as a shopper does it."""

import time
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.signing import sign_link
from legal_pages.models import LegalPage
from products.models import RestockRequest, Stock, Variant
from products.tests.factories import (
    make_category_tree,
    make_page,
    make_page_twin,
    make_product,
    make_sellable,
    make_site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug() -> Variant:
    variant = make_sellable(title="Чаша", stock=0)
    make_page_twin(variant.product.pages.get(), parent=make_site().home_en, title="Mug")
    return variant


def address(name: str, *args: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def send(client: Client, variant: Variant, email: str = "ana@example.com", language: str = "en", **more: str):
    data = {"variant": str(variant.public_id), "email": email, "website": "", **more}
    return client.post(address("restock", language=language), data)


def test_an_address_is_taken_and_the_answer_says_what_happens_to_it(client, mug):
    answer = send(client, mug)

    assert answer.status_code == 303
    waiting = RestockRequest.objects.get()
    assert (waiting.variant, waiting.email, waiting.language) == (mug, "ana@example.com", "en")
    page = client.get(answer["Location"])
    html = page.content.decode()
    assert "When “Mug” is back, you get one mail from us." in html
    assert "your address is erased as it is sent" in html
    assert "ana@example.com" not in html
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "no-referrer"


def test_the_answer_is_the_same_for_an_address_that_waits_already(client, mug, monkeypatch):
    # The links are signed with the second that they were made in.
    moment = time.time()
    monkeypatch.setattr(time, "time", lambda: moment)
    first = send(client, mug)
    again = send(client, mug)

    assert (first.status_code, again.status_code) == (303, 303)
    # But for the signed link in it, which tells the second
    pages = [client.get(link).text.replace(link, "") for link in (first["Location"], again["Location"])]
    assert pages[0] == pages[1]
    assert RestockRequest.objects.count() == 1


def test_the_person_can_take_it_back_from_the_answer(client, mug):
    link = send(client, mug)["Location"]

    answer = client.post(link)

    assert (answer.status_code, answer["Location"]) == (303, link)
    assert not RestockRequest.objects.exists()
    assert "Your address is forgotten." in client.get(link).content.decode()


@pytest.mark.parametrize("wrong", ["", "ana", "ana@", "ana@example", "a" * 250 + "@example.com"])
def test_a_wrong_address_gets_a_message_beside_its_field_and_is_not_lost(client, mug, wrong):
    large = Variant.objects.create(product=mug.product, price="20.00", sku="MUG-L", options_key="x")
    Stock.objects.create(variant=large)

    answer = send(client, large, wrong)

    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == ["email"]
    assert form["email"].value() == wrong
    assert form["variant"].value() == str(large.public_id)
    assert 'id="restock-email_error"' in answer.content.decode()
    assert not RestockRequest.objects.exists()


def test_a_program_that_fills_in_everything_gets_an_answer_and_nothing_is_kept(client, mug):
    answer = send(client, mug, website="https://spam.example")

    assert answer.status_code == 303
    assert client.get(answer["Location"]).status_code == 200
    assert not RestockRequest.objects.exists()


def test_what_can_be_had_meanwhile_leads_to_its_page(client, mug):
    Stock.objects.filter(variant=mug).update(on_hand=1)

    answer = send(client, mug)

    assert answer.status_code == 303
    assert answer["Location"].endswith(f"?variant={mug.public_id}")
    assert not RestockRequest.objects.exists()


def test_unknown_and_withdrawn_variants_are_not_found(client, mug):
    for wrong in ("", "'; --", str(uuid.uuid4())):
        assert (
            client.post(address("restock"), {"variant": wrong, "email": "a@example.com"}).status_code == 404
        )
    for page in mug.product.pages.all():
        page.unpublish()
    assert send(client, mug).status_code == 404
    assert not RestockRequest.objects.exists()


def test_another_site_cannot_leave_addresses(mug):
    strict = Client(enforce_csrf_checks=True)
    data = {"variant": str(mug.public_id), "email": "ana@example.com"}
    elsewhere = strict.post(address("restock"), data, headers={"Origin": "https://evil.example"})
    own = strict.post(address("restock"), data, headers={"Origin": "http://testserver"})
    assert (elsewhere.status_code, own.status_code) == (403, 303)
    assert RestockRequest.objects.count() == 1


def test_an_address_cannot_ask_about_everything_in_a_day(client, mug):
    things = [make_sellable(title=f"Thing {number}", stock=0) for number in range(11)]
    answers = [send(client, thing, language="bg").status_code for thing in things]
    assert answers == [303] * 10 + [429]
    assert RestockRequest.objects.count() == 10


def test_one_client_cannot_ask_without_end(client, mug):
    answers = [send(client, mug, f"{number}@example.com").status_code for number in range(21)]
    assert answers == [303] * 20 + [429]


def test_links_of_others_and_old_ones_are_not_found(client):
    assert client.get(address("restock-asked", "nonsense")).status_code == 404
    other_purpose = sign_link("order", str(uuid.uuid4()))
    assert client.get(address("restock-asked", other_purpose)).status_code == 404


def test_the_page_of_a_sold_out_product_offers_it_in_both_languages(client, mug):
    for language, words in (("bg", "/restock/"), ("en", "/en/restock/")):
        html = client.get(mug.product.pages.get(locale_code=language).get_url()).content.decode()
        assert f'action="{words}"' in html
        assert f'name="variant" value="{mug.public_id}"' in html
        assert "csrfmiddlewaretoken" not in html


def test_a_sold_out_variant_can_be_waited_for_while_others_can_be_had(client):
    tree = make_category_tree()
    product = make_product(
        variants=[
            {"values": {"Size": "S"}},
            {"values": {"Size": "M"}, "stock": 0},
            {"values": {"Size": "L"}, "stock": 0},
        ]
    )
    page = make_page(product, tree.indoor, title="Pot", slug="pot")
    _small, medium, large = product.variants.all()

    context = client.get(page.get_url()).context
    form = context["restock_form"]
    assert [key for key, _label in form.fields["variant"].choices] == [
        str(medium.public_id),
        str(large.public_id),
    ]
    assert "open" not in client.get(page.get_url()).content.decode().split("data-restock")[1][:10]

    chosen = client.get(page.get_url(), {"variant": str(large.public_id)})
    assert chosen.context["restock_form"]["variant"].value() == str(large.public_id)
    assert chosen.content.decode().split("data-restock")[1].startswith(" open")
    # The buttons of those that can be had stay in reach.
    assert 'class="product__row"' in chosen.content.decode()


def test_the_only_sold_out_variant_is_the_one_that_is_waited_for(client):
    sizes = [{"values": {"Size": "S"}}, {"values": {"Size": "M"}, "stock": 0}]
    product = make_product(variants=sizes)
    page = make_page(product, make_category_tree().indoor, slug="pot")
    html = client.get(page.get_url()).content.decode()
    form = html.split('class="restock__form"')[1].split("</form>")[0]
    assert f'name="variant" value="{product.variants.last().public_id}"' in form


def test_nothing_is_offered_where_everything_can_be_had(client):
    page = make_page(make_product(), make_category_tree().indoor, slug="pot")
    response = client.get(page.get_url())
    assert response.context["restock_form"] is None
    assert "data-restock" not in response.content.decode()


def test_the_form_links_to_what_the_shop_says_about_privacy(client, mug):
    home = make_site().home_en
    about = {"title": "Privacy", "slug": "privacy", "kind": "privacy", "body": "<p>We forget.</p>"}
    home.add_child(instance=LegalPage(locale=home.locale, **about))
    html = client.get(mug.product.pages.get(locale_code="en").get_url()).content.decode()
    assert '<a href="/en/privacy/">Privacy</a>' in html.split("restock__note")[1]


def test_the_form_can_be_opened_by_its_address(client, mug):
    answer = client.get(address("restock"), {"variant": str(mug.public_id)})
    assert answer.status_code == 200
    assert answer.context["form"]["variant"].value() == str(mug.public_id)
    # Where the language switch leads from a form with mistakes: nobody knows any more what it was about.
    assert client.get(address("restock"))["Location"] == "/en/"
