"""The checkout's one form, by its parts. It knows nothing of requests; what is offered is handed to it."""

from checkout.forms.checkout import CheckoutForm
from checkout.forms.parts import COLUMNS, PARTS, TEXTS, TICKS, Typed, read_typed

__all__ = ["COLUMNS", "PARTS", "TEXTS", "TICKS", "CheckoutForm", "Typed", "read_typed"]
