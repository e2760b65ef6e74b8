import pytest

from checkout.contact import Unreadable, normalise_phone, normalise_postcode, one_line


@pytest.mark.parametrize(
    "typed, country, number",
    [
        ("0888 123 456", "BG", "+359888123456"),
        ("+359 888 123 456", "BG", "+359888123456"),
        ("00359888123456", "BG", "+359888123456"),
        ("359888123456", "BG", "+359888123456"),
        ("888123456", "BG", "+359888123456"),
        ("(02) 987-65-43", "BG", "+35929876543"),
        ("+359 (0) 2 987 65 43", "BG", "+35929876543"),
        ("+40 712 345 678", "BG", "+40712345678"),
        ("+40 712 345 678", "RO", "+40712345678"),
        ("0049/30/1234567", "DE", "+49301234567"),
        ("０８８８１２３４５６", "BG", "+359888123456"),
    ],
)
def test_phone_numbers_as_people_write_them(typed, country, number):
    assert normalise_phone(typed, country) == number


@pytest.mark.parametrize(
    "typed, country",
    [
        ("0712 345 678", "RO"),
        ("12345", "BG"),
        ("088812345678", "BG"),
        ("call me", "BG"),
        ("+359 12", "BG"),
        ("+0888123456", "BG"),
        ("+1234567890123456", "US"),
        ("0888-CALL-ME", "BG"),
    ],
)
def test_what_is_no_phone_number(typed, country):
    with pytest.raises(Unreadable):
        normalise_phone(typed, country)


@pytest.mark.parametrize(
    "typed, country, code",
    [
        (" 1504 ", "BG", "1504"),
        ("BG-1504", "BG", "1504"),
        ("sw1a 1aa", "GB", "SW1A 1AA"),
        ("014  123", "RO", "014 123"),
        ("10-100", "PL", "10-100"),
    ],
)
def test_postcodes(typed, country, code):
    assert normalise_postcode(typed, country) == code


@pytest.mark.parametrize(
    "typed, country", [("150", "BG"), ("15040", "BG"), ("АБВГ", "BG"), ("#1", "DE"), ("1", "DE")]
)
def test_what_is_no_postcode(typed, country):
    with pytest.raises(Unreadable):
        normalise_postcode(typed, country)


def test_one_line_has_no_line_breaks_and_no_control_characters():
    assert one_line("Ана\r\nBcc: x@example.com\x00\u2028 Петрова") == "Ана Bcc: x@example.com Петрова"
