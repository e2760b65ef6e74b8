import base64

from tools.supervisor.totp import address, code_at, new_secret, seconds_left

# The secret of RFC 6238, appendix B; the codes there have eight digits, ours are their last six.
SECRET = base64.b32encode(b"12345678901234567890").decode()


def test_the_codes_are_those_of_the_standard():
    moments = (59, 1111111109, 1111111111, 1234567890, 2000000000)
    assert [code_at(SECRET, moment) for moment in moments] == [
        "287082",
        "081804",
        "050471",
        "005924",
        "279037",
    ]


def test_a_code_counts_until_the_half_minute_is_over():
    assert (seconds_left(60), seconds_left(89.9), seconds_left(90)) == (30, 1, 30)


def test_every_secret_is_another_of_160_bits():
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(base64.b32decode(first)) == 20


def test_the_address_names_shop_and_person():
    assert address("ABC", "ana@shop.example", "My Shop") == (
        "otpauth://totp/ana%40shop.example?secret=ABC&issuer=My%20Shop"
    )
