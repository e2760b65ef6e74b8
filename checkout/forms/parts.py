"""The parts of the checkout, each of which is kept as it is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Part = Literal["contact", "delivery", "payment", "review"]

PARTS: dict[str, tuple[str, ...]] = {
    "contact": ("email", "name", "phone"),
    "delivery": (
        *("country", "address_line1", "address_line2", "city", "postcode", "region", "delivery"),
        *("other_recipient", "recipient_name", "recipient_phone", "is_gift", "gift_message", "save_address"),
    ),
    "payment": (
        "payment",
        *(
            "wants_invoice",
            "company_name",
            "company_number",
            "vat_number",
            "company_address",
            "company_person",
        ),
    ),
    "review": ("note",),
}
# Kept with the cart between visits, as typed; consent and what was shown are not.
TEXTS = (
    *("email", "name", "phone", "recipient_name", "recipient_phone"),
    *("address_line1", "address_line2", "city", "postcode", "region", "gift_message"),
    *("company_name", "company_number", "vat_number", "company_address", "company_person", "note"),
)
# A box that is not ticked is not sent: it counts as empty when its part was sent.
TICKS = ("other_recipient", "is_gift", "save_address", "wants_invoice")
# Choices, which the cart has columns for.
COLUMNS = ("country", "delivery", "payment")
_PART_OF = {name: part for part, names in PARTS.items() for name in names}


@dataclass(frozen=True)
class Typed:
    """What a browser sent: texts and ticks by field, and the choices, each only where it was sent."""

    texts: dict[str, str] = field(default_factory=dict)
    ticks: dict[str, bool] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)


def read_typed(posted: Mapping[str, Any]) -> Typed:
    """Return what was typed, as it was typed; characters that no database takes are left out.

    A script sends one part of the form, a browser without scripts all of it. `parts` says which: only boxes need to know.
    Without it all parts count as sent.
    """
    texts = {name: _text(posted, name) for name in TEXTS if name in posted}
    choices = {name: _text(posted, name) for name in COLUMNS if name in posted}
    named = posted.getlist("parts") if hasattr(posted, "getlist") else posted.get("parts", ())
    sent = set(named or PARTS)
    ticks = {name: bool(posted.get(name)) for name in TICKS if _PART_OF[name] in sent}
    return Typed(texts=texts, ticks=ticks, choices=choices)


def _text(posted: Mapping[str, Any], name: str) -> str:
    return str(posted.get(name, "")).replace("\0", "")
