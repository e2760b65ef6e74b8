"""Our table of rates beside another one: what differs, in words for whoever keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from taxes.models import VatClass, VatRate
from taxes.territories import MEMBER_STATES, NORTHERN_IRELAND


@dataclass(frozen=True)
class Listed:
    """A state's rates in the other table, in percent."""

    standard: Decimal
    reduced: tuple[Decimal, ...]


def differences(listed: Mapping[str, Listed], on: date) -> list[str]:
    """Return one line per difference on a day, in one query.

    The standard rate must be the same; a reduced one, or that of a region, must be among those that the other table lists
    for the country. Every member state must have a standard rate in force.
    """
    rows = _in_force(on)
    found = [
        f"{code}: no standard rate is in force; the other table has {listed[code].standard:f} %"
        for code in sorted(MEMBER_STATES & listed.keys())
        if not any(
            (str(row.country), row.region, row.vat_class) == (code, "", VatClass.STANDARD) for row in rows
        )
    ]
    for row in rows:
        other = listed.get(NORTHERN_IRELAND if row.region == "northern-ireland" else str(row.country))
        if other is None or row.vat_class == VatClass.ZERO:
            continue
        expected = _expected(row, other)
        if row.rate not in expected:
            place = f"{row.country} {row.region}".strip()
            found.append(
                f"{place} {row.vat_class}: ours {row.rate.normalize():f} % since {row.valid_from} ({row.source or 'no source'}); "
                f"the other table has {', '.join(f'{rate:f} %' for rate in expected) or 'none'}"
            )
    return found


def _expected(row: VatRate, other: Listed) -> tuple[Decimal, ...]:
    if row.vat_class == VatClass.STANDARD and (not row.region or row.region == "northern-ireland"):
        return (other.standard,)
    # The standard rates of the Azores and of Madeira stand among the reduced ones of Portugal.
    return other.reduced


def _in_force(on: date) -> list[VatRate]:
    begun = (
        VatRate.objects.filter(valid_from__lte=on)
        .order_by("country", "region", "vat_class", "-valid_from")
        .distinct("country", "region", "vat_class")
    )
    return [row for row in begun if row.valid_until is None or row.valid_until >= on]
