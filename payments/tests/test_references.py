"""The reference of a transfer: one for each order, readable both ways, and no slip of the finger finds another order."""

import pytest

from payments.references import in_groups, number_in, reference_of


def test_the_check_digits_are_those_of_the_standard():
    # ISO 11649: RF, 98 − (number, then 271500, mod 97). 10000042271500 mod 97 is 79.
    assert reference_of(10000042) == "RF1910000042"
    assert 98 - 10000042271500 % 97 == 19


@pytest.mark.parametrize("number", [1, 42, 10000042, 99999999, 2**63 - 1])
def test_a_reference_leads_back_to_its_number_however_it_is_written(number):
    reference = reference_of(number)

    assert number_in(reference) == number
    assert number_in(in_groups(reference).lower()) == number


def test_every_wrong_digit_and_every_pair_that_changed_places_is_noticed():
    reference = reference_of(10000042)
    body = reference[2:]
    slips = {
        f"RF{body[:at]}{digit}{body[at + 1 :]}"
        for at in range(len(body))
        for digit in "0123456789"
        if digit != body[at]
    }
    slips |= {
        f"RF{body[:at]}{body[at + 1]}{body[at]}{body[at + 2 :]}"
        for at in range(len(body) - 1)
        if body[at] != body[at + 1]
    }

    assert len(slips) == 10 * 9 + 5
    assert [slip for slip in slips if number_in(slip) is not None] == []


@pytest.mark.parametrize("text", ["", "RF", "10000042", "RF18 5390 0754 70Y", "RF1900010000042", "Заявка 42"])
def test_what_is_no_reference_of_ours_stands_for_nothing(text):
    assert number_in(text) is None


def test_groups_are_of_four():
    assert in_groups("BG80BNBG96611020345678") == "BG80 BNBG 9661 1020 3456 78"
