import pytest

from checkout.business import typed_number
from taxes.numbers import NumberUnreadable


@pytest.mark.parametrize(
    "text, country, number",
    [
        ("831641791", "BG", "BG831641791"),
        ("bg 831-641-791", "RO", "BG831641791"),
        ("094259216", "GR", "EL094259216"),
        ("GR 094259216", "BG", "EL094259216"),
        ("el094259216", "BG", "EL094259216"),
        ("ATU13585627", "BG", "ATU13585627"),
    ],
)
def test_vat_numbers_as_people_write_them(text, country, number):
    assert str(typed_number(text, country)) == number


@pytest.mark.parametrize("text", ["831641790", "BG", "US831641791", "GB980780684", "ФФ831641791", ""])
def test_what_is_no_vat_number(text):
    with pytest.raises(NumberUnreadable):
        typed_number(text, "BG")
