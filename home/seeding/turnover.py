"""What the demo's merchant sold to consumers in other states by other ways than this shop."""

from decimal import Decimal

from django.utils import timezone

from home.seeding.shop import DemoShop
from taxes.models import OssTurnover

SOLD_ELSEWHERE = Decimal("8350.00")


def add_turnover(shop: DemoShop) -> None:
    """Bring this year near the threshold of the one-stop shop, where no year has been written down yet."""
    if not OssTurnover.objects.exists():
        OssTurnover.objects.create(year=timezone.localdate().year, other_net=SOLD_ELSEWHERE, warned=80)
        shop.made["years of turnover"] += 1
