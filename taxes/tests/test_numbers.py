import pytest
from django.utils import translation

from taxes.numbers import NumberUnreadable, VatNumber, read_number
from taxes.wording import number_refusal


@pytest.mark.parametrize(
    "typed, state, written",
    [
        ("DE 999 991 005", "DE", "DE999991005"),
        ("bg175074752", "BG", "BG175074752"),
        ("ATU99991009", "AT", "ATU99991009"),
        ("RO-99999100.9", "RO", "RO999991009"),
        ("EL999991006", "GR", "EL999991006"),
        # What Greeks write elsewhere.
        ("GR 999991006", "GR", "EL999991006"),
        ("XI123456782", "XI", "XI123456782"),
    ],
)
def test_what_can_be_a_number(typed, state, written):
    number = read_number(typed)

    assert (number.state, str(number)) == (state, written)


def test_greece_has_two_codes():
    number = VatNumber(state="GR", digits="999991006")

    assert (number.prefix, str(number)) == ("EL", "EL999991006")


@pytest.mark.parametrize(
    "typed, fault, words",
    [
        (
            "",
            "no_prefix",
            "Begin the VAT number with the two letters of its EU country, such as DE123456788.",
        ),
        ("999991005", "no_prefix", "Begin the VAT number"),
        ("GB123456782", "no_prefix", "Begin the VAT number"),
        ("CHE123456788", "no_prefix", "Begin the VAT number"),
        ("DE999991006", "wrong", "This cannot be a VAT number of that country: check its digits."),
        ("DE99999100", "wrong", "This cannot be a VAT number of that country"),
        ("BG12345678", "wrong", "This cannot be a VAT number of that country"),
        ("XI1", "wrong", "This cannot be a VAT number of that country"),
    ],
)
def test_what_cannot_is_refused_before_anybody_is_asked(typed, fault, words):
    with pytest.raises(NumberUnreadable) as refused:
        read_number(typed)

    assert refused.value.fault == fault
    with translation.override("en"):
        assert words in number_refusal(refused.value)


def test_the_number_in_the_message_is_a_possible_one():
    assert str(read_number("DE123456788")) == "DE123456788"
