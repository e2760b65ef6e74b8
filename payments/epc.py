"""The QR code that fills in a SEPA transfer in a banking app: EPC069-12 of the European Payments Council, version 002."""

from dataclasses import dataclass
from decimal import Decimal

import qrcode
from qrcode.constants import ERROR_CORRECT_M

# EPC069-12, section 3: at most 331 bytes, error correction level M, not above version 13.
MOST_BYTES = 331
LARGEST_VERSION = 13
# The quiet zone that scanners need (ISO/IEC 18004).
BORDER = 4
_UTF_8 = "1"


@dataclass(frozen=True)
class QrCode:
    """`side` is its width and height in modules, `path` the dark ones in SVG's language of paths."""

    side: int
    path: str


def payload(*, holder: str, iban: str, bic: str, amount: Decimal, reference: str) -> str:
    """Return what the code says: EUR `amount` to the holder's account, with an ISO 11649 reference.

    Raises ValueError for an amount that the scheme does not take, or a text that is too long for it.
    """
    if not Decimal("0.01") <= amount <= Decimal("999999999.99"):
        raise ValueError("a transfer is of 0.01 to 999999999.99 euros")
    # Service, version, characters, kind, BIC, name, IBAN, sum, purpose (none), structured reference.
    lines = ("BCD", "002", _UTF_8, "SCT", bic, holder[:70], iban, f"EUR{amount:.2f}", "", reference)
    text = "\n".join(lines)
    if len(text.encode()) > MOST_BYTES:
        raise ValueError("the code would be longer than EPC069-12 allows")
    return text


def draw(text: str) -> QrCode:
    """Return the text as a QR code, each row's dark stretches as one piece of the path."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=BORDER)
    code.add_data(text.encode(), optimize=0)
    code.make(fit=True)
    if code.version > LARGEST_VERSION:
        raise ValueError("the code would be finer than EPC069-12 allows")
    rows = code.get_matrix()
    return QrCode(side=len(rows), path="".join(_row(number, row) for number, row in enumerate(rows)))


def _row(number: int, row: list[bool]) -> str:
    pieces, start = [], None
    for place, dark in enumerate([*row, False]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            pieces.append(f"M{start} {number}h{place - start}v1H{start}z")
            start = None
    return "".join(pieces)
