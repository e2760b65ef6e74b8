"""The first screen of the admin: how near the threshold of the one-stop shop is."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from core.models import OssMode, ShopSettings, default_shop
from core.money import ZERO
from taxes.oss import THRESHOLD, Standing, standing


class OssBoard(Component):
    """What was sold to consumers in other states this year, beside the threshold, and what that means."""

    name = "oss"
    template_name = "taxes/staff/oss_board.html"
    order = 60

    def __init__(self, shop: ShopSettings, now: Standing) -> None:
        self.shop, self.now = shop, now

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "standing": self.now,
            "threshold": THRESHOLD,
            "percent": min(100, int(max(ZERO, self.now.now) * 100 / THRESHOLD)),
            "switches": self.shop.oss_mode == OssMode.THRESHOLD,
            "turnover_url": reverse("wagtailsnippets_taxes_ossturnover:list"),
        }


def add_oss_board(request: HttpRequest, panels: list[Component]) -> None:
    """Put the board on the first screen of those who keep the turnover, where the threshold matters and something counts."""
    if not request.user.has_perm("taxes.view_ossturnover"):
        return
    shop = default_shop()
    if not shop.vat_registered or shop.oss_mode == OssMode.VOLUNTARY:
        return
    now = standing(timezone.localdate())
    if now.now or now.passed:
        panels.append(OssBoard(shop, now))
