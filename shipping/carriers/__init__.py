"""Who delivers. The shop's own tariffs are the first carrier; couriers with an interface of their own stand beside them."""

from shipping.carriers.base import Carrier
from shipping.carriers.own import OwnTariffs

CARRIERS: tuple[Carrier, ...] = (OwnTariffs(),)

__all__ = ["CARRIERS", "Carrier", "OwnTariffs"]
