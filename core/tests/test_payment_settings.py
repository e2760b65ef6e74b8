"""What a merchant cannot set up by mistake: cash above the limit of the law, transfers to nowhere."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.tests.people import sign_in
from core.models import ShopSettings
from products.tests.factories import make_site

pytestmark = pytest.mark.django_db
BANK = {"transfer_enabled": True, "bank_iban": "BG80BNBG96611020345678", "bank_holder": "Vitrina"}


@pytest.fixture
def shop():
    return ShopSettings.for_site(make_site().site)


def refused(shop, **changed) -> set[str]:
    for name, value in changed.items():
        setattr(shop, name, value)
    with pytest.raises(ValidationError) as raised:
        shop.full_clean()
    return set(raised.value.message_dict)


def test_cash_above_the_limit_of_the_law_is_refused_with_the_reason(shop):
    shop.cod_limit = Decimal("5112.92")
    shop.full_clean()

    assert refused(shop, cod_limit=Decimal("5112.93")) == {"cod_limit"}


@pytest.mark.parametrize(
    ("missing", "field"), [({"bank_iban": ""}, "bank_iban"), ({"bank_holder": " "}, "bank_holder")]
)
def test_transfers_need_an_account_and_its_holder(shop, missing, field):
    assert refused(shop, **BANK | missing) == {field}


@pytest.mark.parametrize("wrong", ["BG81BNBG96611020345678", "BG80"])
def test_an_account_that_cannot_be_is_refused(shop, wrong):
    assert refused(shop, **BANK | {"bank_iban": wrong}) == {"bank_iban"}


def test_an_account_is_kept_without_spaces(shop):
    for name, value in (BANK | {"bank_iban": "bg80 BNBG 9661 1020 3456 78", "bank_bic": "bnbgbgsd"}).items():
        setattr(shop, name, value)
    shop.full_clean()

    assert (shop.bank_iban, shop.bank_bic) == ("BG80BNBG96611020345678", "BNBGBGSD")


def test_the_form_says_it_beside_the_field(client, shop):
    sign_in(client, User.objects.create_superuser("owner@vitrina.example", "a long enough password"))
    address = reverse("wagtailsettings:edit", args=["core", "shopsettings", shop.site_id])
    form = client.get(address).context["form"]
    typed = {name: value for name, value in form.initial.items() if value not in (None, "", [])}

    answer = client.post(address, typed | {"cod_limit": "6000"})

    assert "5112,92" in str(answer.context["form"].errors["cod_limit"])
    shop.refresh_from_db()
    assert shop.cod_limit == Decimal("5000.00")
