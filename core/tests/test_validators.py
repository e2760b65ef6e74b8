import pytest
from django.core.exceptions import ValidationError

from core.validators import gtin_is_valid, validate_eik, validate_gtin


@pytest.mark.parametrize(
    "eik",
    [
        pytest.param("831641791", id="nine-digits"),
        pytest.param("100000086", id="nine-digits-second-weights"),
        pytest.param("8316417910017", id="a-branch"),
        pytest.param("8316417910062", id="a-branch-second-weights"),
    ],
)
def test_company_numbers_with_right_check_digits_are_accepted(eik):
    validate_eik(eik)


@pytest.mark.parametrize(
    "eik",
    [
        "831641792",
        "83164179",
        "8316417910001",
        "",
        "83164179X",
        "８３１６４１７９１",
        "BG831641791",
        "0" * 10,
    ],
)
def test_company_numbers_with_a_slip_are_refused(eik):
    with pytest.raises(ValidationError) as refusal:
        validate_eik(eik)
    assert refusal.value.code == "invalid_eik"


@pytest.mark.parametrize("gtin", ["4006381333931", "96385074", "036000291452", "10614141000415"])
def test_gtins_of_every_length_are_accepted(gtin):
    assert gtin_is_valid(gtin)
    validate_gtin(gtin)


@pytest.mark.parametrize(
    "gtin", ["4006381333932", "40063813339", "", "400638133393X", "４００６３８１３３３９３１"]
)
def test_gtins_with_a_slip_are_refused(gtin):
    assert not gtin_is_valid(gtin)
    with pytest.raises(ValidationError) as refusal:
        validate_gtin(gtin)
    assert refusal.value.code == "invalid_gtin"


@pytest.mark.parametrize("position", range(13))
def test_a_gtin_with_one_digit_wrong_is_always_noticed(position):
    right = "4006381333931"
    for digit in "0123456789":
        wrong = right[:position] + digit + right[position + 1 :]
        assert gtin_is_valid(wrong) == (wrong == right)
