"""What the computation of discounts is made from: values only. Sums are gross EUR."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

Kind = Literal["percent", "amount", "delivery", "buy_get", "gift", "tiers"]
Combines = Literal["always", "one", "alone"]


@dataclass(frozen=True)
class Line:
    """Goods of one variant in the cart. `categories` are all categories of the product, with those above them."""

    key: int
    product: int
    quantity: int
    unit_gross: Decimal
    categories: frozenset[int] = frozenset()
    is_reduced: bool = False

    @property
    def gross(self) -> Decimal:
        return self.unit_gross * self.quantity


@dataclass(frozen=True)
class Shopper:
    """Who buys, and when. `is_known` says that we know an account or an e-mail: only then do `has_ordered` and `uses` count.

    `uses` says how often this person has used a promotion, by its key.
    """

    moment: datetime
    country: str = ""
    groups: frozenset[int] = frozenset()
    is_known: bool = False
    has_ordered: bool = False
    uses: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """For which goods a promotion is; empty and not `everything` means for none."""

    everything: bool = True
    products: frozenset[int] = frozenset()
    variants: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    excludes_reduced: bool = False

    def covers(self, line: Line) -> bool:
        if self.excludes_reduced and line.is_reduced:
            return False
        return (
            self.everything
            or line.product in self.products
            or line.key in self.variants
            or not self.categories.isdisjoint(line.categories)
        )


@dataclass(frozen=True)
class Tier:
    """From so many pieces on either `percent` off or a price of one."""

    from_quantity: int
    percent: Decimal | None = None
    unit_gross: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.unit_gross is None):
            raise ValueError("a tier is a percentage or a price")


@dataclass(frozen=True)
class Rule:
    """A promotion as the computation sees it."""

    key: int
    public_id: uuid.UUID
    name: str
    kind: Kind
    scope: Scope = field(default_factory=Scope)
    percent: Decimal = Decimal(100)
    amount: Decimal = Decimal(0)
    buy_quantity: int = 1
    get_quantity: int = 1
    most_times: int | None = None
    tiers: tuple[Tier, ...] = ()
    counts_together: bool = False
    gift: int | None = None
    minimum_goods: Decimal | None = None
    countries: frozenset[str] = frozenset()
    # None: for everybody.
    groups: frozenset[int] | None = None
    first_order_only: bool = False
    by_code: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_used_up: bool = False
    limit_per_customer: int | None = None
    combines: Combines = "one"
    priority: int = 0
    is_archived: bool = False


@dataclass(frozen=True)
class EnteredCode:
    """A code of the cart. `rule` is the key of the promotion that it opens; None for a code that does not exist."""

    code: str
    rule: int | None = None
    is_used_up: bool = False
    is_archived: bool = False


@dataclass(frozen=True)
class GiftStock:
    """A variant that can be given: what it costs, and how many there are."""

    unit_gross: Decimal
    available: int
