"""What a cart takes and how long it waits."""

from datetime import timedelta

# As long as the cookie that leads to the cart.
CART_LIFETIME = timedelta(days=8)
MOST = 999
# Stripe's card page lists 100 items at the most (API reference, Checkout Sessions, line_items); some are for charges.
MOST_LINES = 80
