import pytest

from shipping.postcodes import UnreadablePattern, matches, parse


@pytest.mark.parametrize(
    ("patterns", "postcode", "country", "taken"),
    [
        ("", "1504", "BG", True),
        ("", "", "BG", True),
        ("1504", "1504", "BG", True),
        ("1504", "1505", "BG", False),
        ("1504", "", "BG", False),
        ("90*", "9000", "BG", True),
        ("90*", "9100", "BG", False),
        ("1000-1999", "1000", "BG", True),
        ("1000-1999", "1999", "BG", True),
        ("1000-1999", "2000", "BG", False),
        ("1000 – 1999", "1504", "BG", True),
        # A longer number is another one.
        ("1000-1999", "10001", "DE", False),
        ("01000-01999", "1500", "DE", False),
        ("01000-01999", "01500", "DE", True),
        # The Netherlands: four digits and two letters.
        ("1000-1999", "1011 AB", "NL", True),
        ("1011AB", "1011 ab", "NL", True),
        ("1011 AB", "1011ab", "NL", True),
        # Latvia writes its own code in front, Poland and Portugal a dash inside.
        ("1010-1020", "LV-1012", "LV", True),
        ("00001-05999", "02-677", "PL", True),
        ("9000*", "9000-123", "PT", True),
        # Islands: the Canaries, Ceuta and Melilla.
        ("35*, 38*\n51*; 52*", "38001", "ES", True),
        ("35*, 38*\n51*; 52*", "28001", "ES", False),
        ("bt*", "BT1 5GS", "GB", True),
    ],
)
def test_a_zone_takes_a_postcode(patterns, postcode, country, taken):
    assert matches(patterns, postcode, country) is taken


@pytest.mark.parametrize(
    "text", ["4000-123", "1999-1000", "*", "10?0", "1000-", "9*0", "-", "Sofia!", "Варна"]
)
def test_an_unreadable_pattern_is_named(text):
    with pytest.raises(UnreadablePattern) as refused:
        parse(f"1000\n{text}")

    assert refused.value.text == text.upper()
