import pytest
from django.db import IntegrityError, transaction

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_person_is_known_by_e_mail_in_any_case():
    person = User.objects.create_user("Ana@Vitrina.Example", "a long enough password")

    assert person.email == "ana@vitrina.example"
    assert User.objects.get_by_natural_key("ANA@vitrina.example") == person


def test_the_same_address_in_other_letters_is_refused_by_the_database():
    User.objects.create_user("ana@vitrina.example", "a long enough password")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ANA@vitrina.example")])

    assert User.objects.count() == 1


def test_an_address_is_compulsory():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_a_superuser_is_staff_as_well():
    person = User.objects.create_superuser("root@vitrina.example", "a long enough password")

    assert (person.is_staff, person.is_superuser) == (True, True)
