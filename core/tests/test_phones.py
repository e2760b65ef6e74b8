import pytest

from core.phones import NotAPhoneNumber, example_phone, read_phone, shown_phone


@pytest.mark.parametrize(
    "typed, country, number",
    [
        ("0888 123 456", "BG", "+359888123456"),
        ("+359 888 123 456", "BG", "+359888123456"),
        ("00359888123456", "BG", "+359888123456"),
        ("00359888123456", "RO", "+359888123456"),
        ("359888123456", "BG", "+359888123456"),
        ("888123456", "BG", "+359888123456"),
        ("(02) 987-65-43", "BG", "+35929876543"),
        ("+359 (0) 2 987 65 43", "BG", "+35929876543"),
        ("+40 712 345 678", "BG", "+40712345678"),
        ("0712 345 678", "RO", "+40712345678"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("0049/30/1234567", "DE", "+49301234567"),
        ("０８８８１２３４５６", "BG", "+359888123456"),
    ],
)
def test_phone_numbers_as_people_write_them(typed, country, number):
    assert read_phone(typed, country) == number


@pytest.mark.parametrize(
    "typed, country",
    [
        ("0888 123 456", "RO"),
        ("12345", "BG"),
        ("088812345678", "BG"),
        ("call me", "BG"),
        ("+359 12", "BG"),
        ("+0888123456", "BG"),
        ("+1234567890123456", "US"),
        ("0888-CALL-ME", "BG"),
        ("0712 345 678", ""),
        ("", "BG"),
    ],
)
def test_what_is_no_phone_number(typed, country):
    with pytest.raises(NotAPhoneNumber):
        read_phone(typed, country)


def test_a_number_is_shown_as_it_is_dialled_from_anywhere():
    assert shown_phone("+359888123456") == "+359 88 812 3456"
    assert shown_phone("no number") == "no number"


def test_the_example_is_a_number_of_the_country():
    assert read_phone(example_phone("RO"), "RO").startswith("+40")
    assert example_phone("XX") == ""
