import pytest

from checkout.email_hints import COMMON, better_email


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("ana@gmial.com", "ana@gmail.com"),
        ("ana@gmail.con", "ana@gmail.com"),
        ("ana@gmail.bg", "ana@gmail.com"),
        ("ana@gnail.co", "ana@gmail.com"),
        ("Ana.P+shop@GMAIL.CMO", "Ana.P+shop@gmail.com"),
        ("ana@abv.gb", "ana@abv.bg"),
        ("ana@avb.bg", "ana@abv.bg"),
        ("ana@abv.com", "ana@abv.bg"),
        ("ana@mial.bg", "ana@mail.bg"),
        ("ana@yaho.com", "ana@yahoo.com"),
        ("ana@hotnail.com", "ana@hotmail.com"),
        ("ana@outlok.com", "ana@outlook.com"),
        ("office@firma.con", "office@firma.com"),
    ],
)
def test_slips_are_noticed(typed, meant):
    assert better_email(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "ana@mail.com",
        "ana@ymail.com",
        "ana@firma.bg",
        "ana@mail.de",
        "ana@yahoo.fr",
        "ana@example.com",
        "ana@web.bg",
        "ana@uni-sofia.bg",
        "ana@",
        "@gmial.com",
        "ana",
        "",
        "ana@gmial",
    ],
)
def test_real_and_unfinished_addresses_get_no_hint(typed):
    assert better_email(typed) == ""


@pytest.mark.parametrize("domain", COMMON)
def test_a_common_domain_is_never_doubted(domain):
    assert better_email(f"ana@{domain}") == ""
