"""What every carrier can be asked."""

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from shipping.offers import Destination, Quotation
from shipping.parcels import Parcel


class Carrier(Protocol):
    def quote(
        self, parcel: Parcel, destination: Destination, *, goods_gross: Decimal, now: datetime
    ) -> Quotation:
        """Return what is offered for the parcel, in the active language, and why the rest is not.

        `goods_gross` is EUR with VAT. A constant number of queries, and no HTTP while rows may be locked: a courier answers
        from what was fetched before.
        """
        ...
