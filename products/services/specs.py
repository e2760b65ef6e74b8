"""What the catalogue's services take, and what they refuse with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import round_money
from products.models import ContentUnit

# What the columns of the database hold.
HIGHEST_PRICE = Decimal("9999999999.99")
# What is wrong, by variant (its id, or its place among new ones; None for the product) and field.
Problems = dict[tuple[int | None, str], str]


class StaleVersion(Exception):
    """Somebody else saved the product since the form was opened."""


class InvalidCatalogue(Exception):
    """What was asked cannot be saved; `errors` maps (variant id or None, field) to words for the user."""

    def __init__(self, errors: Mapping[tuple[int | None, str], str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


def refuse(problems: Problems) -> None:
    """Raise InvalidCatalogue when anything is wrong."""
    if problems:
        raise InvalidCatalogue(problems)


@dataclass(frozen=True)
class OptionSpec:
    """An option and its values, Bulgarian and English."""

    name_bg: str
    name_en: str
    values: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PriceSpec:
    """Gross EUR; a reduction runs over the half-open time [from, until)."""

    price: Decimal
    reduced_price: Decimal | None = None
    reduced_from: datetime | None = None
    reduced_until: datetime | None = None

    @property
    def last_moment(self) -> datetime | None:
        """A moment of the reduction's last day: it ends at the midnight after it."""
        return self.reduced_until - timedelta(microseconds=1) if self.reduced_until else None

    def problems(self) -> dict[str, str]:
        found = {}
        if self.price <= 0:
            found["price"] = _("The price must be above zero.")
        elif self.price > HIGHEST_PRICE:
            found["price"] = _("A price has at most ten digits before its cents.")
        if self.reduced_price is not None:
            if self.reduced_price <= 0:
                found["reduced_price"] = _("The reduced price must be above zero.")
            elif self.reduced_price >= self.price:
                found["reduced_price"] = _("The reduced price must be below the price.")
            if self.reduced_from is None:
                found["reduced_from"] = _("Say when the reduction begins.")
            elif self.reduced_until is not None and self.reduced_until <= self.reduced_from:
                found["reduced_until"] = _("The reduction must end after it begins.")
        return found

    def normalised(self) -> "PriceSpec":
        """Whole cents; without a reduced price there are no dates."""
        if self.reduced_price is None:
            return PriceSpec(price=round_money(self.price))
        return replace(self, price=round_money(self.price), reduced_price=round_money(self.reduced_price))

    def is_over(self, moment: datetime) -> bool:
        """Tell whether there is a reduction that was over at `moment`."""
        return self.reduced_until is not None and self.reduced_until <= moment

    def without_past(self, moment: datetime) -> "PriceSpec":
        """Without a reduction that was over at `moment`: what another shop reduced long ago is not carried along."""
        return PriceSpec(price=self.price) if self.is_over(moment) else self


# Millimetres.
LONGEST_SIDE = 10_000


@dataclass(frozen=True)
class VariantDetails:
    """What tells a variant apart, how heavy (grams) and large (mm) it is, and how much is in it (with its unit)."""

    sku: str = ""
    gtin: str = ""
    weight_grams: int = 0
    image_id: int | None = None
    content_quantity: Decimal | None = None
    content_unit: str = ""
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0

    def side_problems(self) -> dict[str, str]:
        sides = (self.length_mm, self.width_mm, self.height_mm)
        if not any(sides) or all(0 < side <= LONGEST_SIDE for side in sides):
            return {}
        return {"sides": _("Enter all three sides in millimetres, each up to 10 000, or none.")}

    def content_problems(self) -> dict[str, str]:
        if self.content_quantity is None:
            return {"content_quantity": _("Say how much it is.")} if self.content_unit else {}
        if self.content_quantity <= 0:
            return {"content_quantity": _("The content must be above zero.")}
        if not self.content_unit:
            return {"content_unit": _("Say what it is counted in.")}
        if self.content_unit not in ContentUnit.values:
            return {"content_unit": _("This unit is not known.")}
        return {}


@dataclass(frozen=True)
class VariantSpec:
    """A variant to be made; `values` holds, per option in order, the index of the chosen value."""

    price: PriceSpec
    details: VariantDetails = field(default_factory=VariantDetails)
    values: Sequence[int] = ()
    stock: int = 0
