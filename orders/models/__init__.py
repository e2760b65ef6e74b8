from orders.models.event import OrderEvent
from orders.models.order import Order, OrderDiscount, OrderLine, OrderVat
from orders.models.payment import Payment, Refund
from orders.models.shipment import Shipment, ShipmentLine

__all__ = [
    "Order",
    "OrderDiscount",
    "OrderEvent",
    "OrderLine",
    "OrderVat",
    "Payment",
    "Refund",
    "Shipment",
    "ShipmentLine",
]
