"""VAT numbers of the European Union: how they are written, and whether their digits can be right (offline)."""

from dataclasses import dataclass
from typing import Literal

from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError

# Greece writes EL in its numbers and GR everywhere else.
_PREFIX_TO_STATE = {"EL": "GR"}
_STATE_TO_PREFIX = {"GR": "EL"}
Fault = Literal["no_prefix", "wrong"]


class NumberUnreadable(ValueError):
    """What was typed is no VAT number of the Union: without the letters of a state, or with digits that cannot be."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True)
class VatNumber:
    """`state` is the country by ISO 3166, XI for Northern Ireland; `prefix` what stands before the `digits`."""

    state: str
    digits: str

    @property
    def prefix(self) -> str:
        return _STATE_TO_PREFIX.get(self.state, self.state)

    def __str__(self) -> str:
        return f"{self.prefix}{self.digits}"


def read_number(text: str) -> VatNumber:
    """Return the VAT number that was typed; spaces, dots and dashes do not matter. Raises NumberUnreadable.

    Length, letters and check digits are compared with the rules of its state; whether it is registered, VIES knows.
    """
    typed = "".join(char for char in text.upper() if char.isalnum())
    if typed.startswith("GR"):
        typed = f"EL{typed[2:]}"
    prefix = typed[:2]
    state = _PREFIX_TO_STATE.get(prefix, prefix)
    if state.lower() not in eu_vat.MEMBER_STATES:
        raise NumberUnreadable("no_prefix")
    try:
        whole = eu_vat.validate(typed)
    except ValidationError as refusal:
        raise NumberUnreadable("wrong") from refusal
    return VatNumber(state=state, digits=whole[2:])
