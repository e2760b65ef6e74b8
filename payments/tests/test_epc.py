"""The code for banking apps, by the letter of EPC069-12."""

import re
from decimal import Decimal

import pytest
import qrcode
from qrcode.constants import ERROR_CORRECT_M

from payments.epc import draw, payload

DATA = {
    "holder": "Витрина Демо ЕООД",
    "iban": "BG80BNBG96611020345678",
    "bic": "BNBGBGSD",
    "amount": Decimal("1160.30"),
    "reference": "RF1910000042",
}


def test_the_lines_stand_in_the_order_of_the_guideline():
    assert payload(**DATA).split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "BNBGBGSD",
        "Витрина Демо ЕООД",
        "BG80BNBG96611020345678",
        "EUR1160.30",
        "",
        "RF1910000042",
    ]


@pytest.mark.parametrize("amount", ["0", "0.00", "-1", "1000000000"])
def test_an_amount_outside_the_scheme_is_refused(amount):
    with pytest.raises(ValueError, match="euros"):
        payload(**DATA | {"amount": Decimal(amount)})


def test_the_longest_name_fits():
    text = payload(**DATA | {"holder": "Щ" * 200})

    assert "Щ" * 70 in text
    assert "Щ" * 71 not in text
    assert len(text.encode()) <= 331
    draw(text)


def test_the_drawing_is_the_code_module_by_module():
    text = payload(**DATA)
    code = draw(text)
    drawn = [[False] * code.side for _ in range(code.side)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H\1z", code.path):
        for at in range(int(x), int(x) + int(width)):
            drawn[int(y)][at] = True
    wanted = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    wanted.add_data(text.encode(), optimize=0)

    assert drawn == wanted.get_matrix()
    # The quiet zone, then the corner of a finder pattern.
    assert not any(drawn[3])
    assert drawn[4][4:11] == [True] * 7
