"""The address book: one usual address of each kind, nobody else's eyes, nothing typed is lost."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Address, User
from accounts.selectors import addresses_of
from accounts.services.addresses import MOST_ADDRESSES, archive_address, save_address
from accounts.tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Ана Петрова",
    "phone": "0888 123 456",
    "country": "BG",
    "address_line1": "ул. Шипка 6",
    "postcode": "1504",
    "city": "София",
}


@pytest.fixture
def ana(client) -> User:
    person = make_person(email="ana@example.com")
    sign_in(client, person)
    return person


def written(person: User, **values) -> Address:
    return save_address(user=person, values={**TYPED, "phone": "+359888123456", **values})


def test_the_first_address_is_the_usual_one_for_everything(client, ana):
    answer = client.post("/account/addresses/new/", TYPED)

    assert answer["Location"] == "/account/addresses/"
    address = Address.objects.get()
    assert (address.user, address.phone, address.city) == (ana, "+359888123456", "София")
    assert (address.is_delivery_default, address.is_invoice_default) == (True, True)
    page = client.get("/en/account/addresses/").content.decode()
    assert "ул. Шипка 6" in page


def test_a_new_usual_address_takes_the_mark_from_the_old_one(ana):
    first = written(ana)

    second = written(ana, address_line1="бул. Витоша 1", is_delivery_default=True)

    first.refresh_from_db()
    assert (first.is_delivery_default, first.is_invoice_default) == (False, True)
    assert (second.is_delivery_default, second.is_invoice_default) == (True, False)
    assert list(addresses_of(ana)) == [second, first]


def test_two_usual_addresses_are_refused_by_the_database(ana):
    first = written(ana)
    second = written(ana)

    for mark in ("is_delivery_default", "is_invoice_default"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Address.objects.filter(pk=second.pk).update(**{mark: True})
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.filter(pk=first.pk).update(archived_at=timezone.now())


def test_an_address_is_changed(client, ana):
    address = written(ana)

    client.post(f"/account/addresses/{address.public_id}/", {**TYPED, "city": "Пловдив", "postcode": "4000"})

    address.refresh_from_db()
    assert (address.city, address.postcode) == ("Пловдив", "4000")
    assert Address.objects.count() == 1


def test_a_removed_address_is_archived_and_no_longer_offered(client, ana):
    address = written(ana)

    client.post(f"/account/addresses/{address.public_id}/remove/")

    address.refresh_from_db()
    assert address.archived_at is not None
    assert (address.is_delivery_default, address.is_invoice_default) == (False, False)
    assert list(addresses_of(ana)) == []
    assert client.get(f"/account/addresses/{address.public_id}/").status_code == 404


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(client, ana):
    page = client.post(
        "/en/account/addresses/new/", {**TYPED, "phone": "123", "city": "", "company_number": "175074752"}
    )

    html = page.content.decode()
    assert page.status_code == 422
    assert "Enter a phone number such as 0888 123 456, or one with its country code." in html
    assert "Enter the town." in html
    assert "Enter the name of the company that the number belongs to." in html
    assert 'value="ул. Шипка 6"' in html
    assert Address.objects.count() == 0


def test_fields_tell_the_browser_what_they_are(client, ana):
    html = client.get("/account/addresses/new/").content.decode()

    for token in ("name", "tel", "address-line1", "postal-code", "address-level2", "country", "organization"):
        assert f'autocomplete="{token}"' in html


ABROAD = {"country": "RO", "postcode": "030031", "city": "Bucuresti", "region": "Sector 3"}


def test_a_foreign_number_keeps_its_country(client, ana):
    client.post("/account/addresses/new/", {**TYPED, **ABROAD, "phone": "0712 345 678"})

    assert Address.objects.get().phone == "+40712345678"


@pytest.mark.parametrize(
    "changed, message",
    [
        ({"postcode": "15"}, "A Bulgarian postcode has four digits."),
        ({"postcode": ""}, "Enter the postcode."),
        ({"address_line1": " "}, "Enter the street and number."),
        ({**ABROAD, "postcode": "12"}, "A postcode there has 6 digits, such as 060274."),
        ({"country": "IT", "postcode": "00144", "city": "Roma", "region": ""}, "Choose the province."),
        ({"country": "DE", "postcode": "10115", "phone": "12"}, "Enter a phone number such as 01512 3456789"),
        ({"company_name": "Firma", "company_number": "175074753"}, "This is not a valid company number"),
    ],
)
def test_the_book_asks_as_the_checkout_does(client, ana, changed, message):
    """One place says what is wrong with an address and a number: core.address_forms."""
    page = client.post("/en/account/addresses/new/", {**TYPED, **changed})

    assert page.status_code == 422
    assert page.content.decode().count(message) == 2
    assert Address.objects.count() == 0


def test_an_address_is_kept_as_its_country_writes_it(client, ana):
    client.post(
        "/account/addresses/new/",
        {**TYPED, "postcode": " bg-1504 ", "city": "София\u2028 ", "phone": "00359 888 / 123-456"},
    )

    address = Address.objects.get()
    assert (address.postcode, address.city, address.phone) == ("1504", "София", "+359888123456")


def test_another_country_brings_its_own_fields_and_loses_nothing(client, ana):
    page = client.post(
        "/en/account/addresses/new/", {**TYPED, "city": "", "country": "IT", "action": "update"}
    )

    html = page.content.decode()
    assert page.status_code == 200
    assert '<option value="Roma">Roma</option>' in html
    assert 'value="ул. Шипка 6"' in html
    assert "field__error" not in html
    assert Address.objects.count() == 0


def test_what_the_new_country_does_not_have_is_forgotten(client, ana):
    address = written(ana, **ABROAD)
    shown = client.get(f"/en/account/addresses/{address.public_id}/").content.decode()
    assert 'value="Sector 3"' in shown
    assert 'value="+359 88 812 3456"' in shown

    client.post(f"/account/addresses/{address.public_id}/", TYPED)

    address.refresh_from_db()
    assert (address.region, str(address.country)) == ("", "BG")


def test_a_country_that_does_not_exist_is_refused_beside_its_field(client, ana):
    page = client.post("/en/account/addresses/new/", {**TYPED, "country": "XX"})

    assert page.status_code == 422
    assert 'id="id_country_error"' in page.content.decode()
    assert Address.objects.count() == 0


def test_a_full_book_says_so(client, ana):
    Address.objects.bulk_create([Address(user=ana, **TYPED) for _ in range(MOST_ADDRESSES)])

    page = client.post("/en/account/addresses/new/", TYPED)

    assert "Your address book is full." in page.content.decode()
    assert Address.objects.count() == MOST_ADDRESSES


def test_a_strangers_address_does_not_exist(client, ana):
    other = written(make_person(email="boris@example.com"))
    address = f"/account/addresses/{other.public_id}/"

    assert client.get(address).status_code == 404
    assert client.post(address, {**TYPED, "city": "Русе"}).status_code == 404
    assert client.post(f"{address}remove/").status_code == 404
    archive_address(user=ana, address=other)
    other.refresh_from_db()
    assert (other.city, other.archived_at) == ("София", None)


def test_the_book_needs_few_queries_however_long_it_is(client, ana, django_assert_max_num_queries):
    for _ in range(12):
        written(ana)
    client.get("/account/addresses/")

    # session, user, factors, addresses, and the frame of every page (settings, menu)
    with django_assert_max_num_queries(7):
        client.get("/account/addresses/")
