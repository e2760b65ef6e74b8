"""Addresses as each country writes them."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from core.addresses import address_lines, clean_address, one_line, part_label, problem_text, rules_for

STREET = ("address_line1", "address_line2")


@pytest.mark.parametrize(
    "country, parts",
    [
        ("BG", (*STREET, "postcode", "city")),
        ("GB", (*STREET, "city", "postcode")),
        ("HU", ("city", *STREET, "postcode")),
        ("IE", (*STREET, "city", "region", "postcode")),
        ("IT", (*STREET, "postcode", "city", "region")),
        ("LV", (*STREET, "city", "postcode")),
        ("RO", (*STREET, "postcode", "region", "city")),
        ("US", (*STREET, "city", "region", "postcode")),
        ("XX", (*STREET, "postcode", "city")),
    ],
)
def test_the_parts_follow_the_country(country, parts):
    assert rules_for(country).parts == parts


@pytest.mark.parametrize(
    "country, required",
    [
        ("BG", {"address_line1", "city", "postcode"}),
        ("IE", {"address_line1", "city"}),
        ("IT", {"address_line1", "city", "postcode", "region"}),
        ("RO", {"address_line1", "city", "postcode"}),
        ("XX", {"address_line1", "city"}),
    ],
)
def test_what_is_compulsory_follows_the_country(country, required):
    assert rules_for(country).required == required


MEMBER_STATES = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()


@pytest.mark.parametrize("country", MEMBER_STATES)
def test_every_member_state_takes_its_own_example_of_a_postcode(country):
    rules = rules_for(country)
    assert rules.example
    assert rules.postcode(rules.example) == rules.example
    assert rules.postcode("?") is None
    assert rules.postcode(f"{rules.example}999") is None


@pytest.mark.parametrize(
    "typed, country, kept",
    [
        (" 1504 ", "BG", "1504"),
        ("BG-1504", "BG", "1504"),
        ("sw1a1aa", "GB", "SW1A 1AA"),
        ("sw1a  1aa", "GB", "SW1A 1AA"),
        ("1234ab", "NL", "1234 AB"),
        ("00950", "PL", "00-950"),
        ("00–950", "PL", "00-950"),
        ("2725079", "PT", "2725-079"),
        ("1073", "LV", "LV-1073"),
        ("lv 1073", "LV", "LV-1073"),
        ("15124", "GR", "151 24"),
        ("SE-114 55", "SE", "11455"),
        ("F-75 001", "FR", "75001"),
        ("D-10115", "DE", "10115"),
        ("a65f4e2", "IE", "A65 F4E2"),
        ("060 274", "RO", "060274"),
        ("vlt1117", "MT", "VLT1117"),
        ("ab 12", "XX", "AB 12"),
    ],
)
def test_postcodes_are_written_as_the_country_writes_them(typed, country, kept):
    assert clean_address(country, {"postcode": typed}).values["postcode"] == kept


@pytest.mark.parametrize(
    "typed, country",
    [
        ("150", "BG"),
        ("15040", "BG"),
        ("АБВГ", "BG"),
        ("DE-1504", "RO"),
        ("94860", "LI"),
        ("1000", "DE"),
        ("1234 SA", "NL"),
        ("#1", "XX"),
    ],
)
def test_what_is_no_postcode_stays_as_typed_and_is_named(typed, country):
    cleaned = clean_address(country, {"postcode": typed})

    assert cleaned.problems["postcode"] == "wrong"
    assert cleaned.values["postcode"] == typed


def test_regions_are_found_by_name_and_by_code():
    assert clean_address("IT", {"region": "roma"}).values["region"] == "Roma"
    assert clean_address("IT", {"region": "RM"}).values["region"] == "Roma"
    assert clean_address("IT", {"region": "Sofia"}).problems["region"] == "wrong"
    assert clean_address("IT", {}).problems["region"] == "missing"
    # Where there is no list every name is taken; where there is no place for a region it goes.
    assert clean_address("RO", {"region": "Cluj"}).values["region"] == "Cluj"
    assert clean_address("BG", {"region": "Roma"}).values["region"] == ""


def test_spaces_are_put_right_and_towns_keep_their_small_letters():
    cleaned = clean_address(
        "BG", {"address_line1": " ул.  Шипка\t6 ", "city": "Велико   Търново", "postcode": "5000"}
    )

    assert cleaned.problems == {}
    assert (cleaned.values["address_line1"], cleaned.values["city"]) == ("ул. Шипка 6", "Велико Търново")


def test_one_line_has_no_line_breaks_and_no_control_characters():
    assert one_line("Ана\r\nBcc: x@example.com\x00\u2028 Петрова") == "Ана Bcc: x@example.com Петрова"


@pytest.mark.parametrize(
    "country, part, label",
    [
        ("BG", "postcode", "Postcode"),
        ("IE", "postcode", "Eircode"),
        ("US", "postcode", "ZIP code"),
        ("GB", "city", "Post town"),
        ("IT", "region", "Province"),
        ("RO", "region", "County"),
        ("US", "region", "State"),
        ("BG", "address_line1", "Address"),
    ],
)
def test_labels_follow_the_country(country, part, label):
    with translation.override("en"):
        assert part_label(rules_for(country), part) == label


@pytest.mark.parametrize(
    "country, part, missing, text",
    [
        ("BG", "postcode", False, "A Bulgarian postcode has four digits."),
        ("RO", "postcode", False, "A postcode there has 6 digits, such as 060274."),
        ("PL", "postcode", False, "Enter a postcode such as 00-950."),
        ("XX", "postcode", False, "Enter a postcode of letters and digits."),
        ("BG", "postcode", True, "Enter the postcode."),
        ("IT", "region", True, "Choose the province."),
        ("IT", "region", False, "Choose a region from the list."),
    ],
)
def test_what_is_wrong_is_said_with_an_example_of_the_country(country, part, missing, text):
    with translation.override("en"):
        assert problem_text(rules_for(country), part, missing=missing) == text


@pytest.mark.parametrize(
    "country, lines",
    [
        ("BG", ["Line 1", "Line 2", "Code Town", "Area"]),
        ("GB", ["Line 1", "Line 2", "Town", "Code", "Area"]),
        ("IT", ["Line 1", "Line 2", "Code Town Area"]),
        ("HU", ["Town", "Line 1", "Line 2", "Code", "Area"]),
    ],
)
def test_an_address_is_written_as_on_a_parcel_there_and_nothing_is_left_out(country, lines):
    address = SimpleNamespace(
        country=country,
        address_line1="Line 1",
        address_line2="Line 2",
        city="Town",
        postcode="Code",
        region="Area",
    )

    assert address_lines(address) == lines


def test_empty_parts_leave_no_empty_lines():
    address = SimpleNamespace(
        country="BG", address_line1="ул. Шипка 6", address_line2="", city="София", postcode="1504", region=""
    )

    assert address_lines(address) == ["ул. Шипка 6", "1504 София"]
