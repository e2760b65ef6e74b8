"""What a cart takes and how long it waits."""

from datetime import timedelta

# As long as the cookie that leads to the cart.
CART_LIFETIME = timedelta(days=8)
# The cart of an account is found without a cookie.
CUSTOMER_CART_LIFETIME = timedelta(days=90)
# Keys of changes serve double clicks, retries and tabs that were left open.
MUTATION_LIFETIME = timedelta(days=8)
# The same thing added again so soon, by a form that carries no key, is the second of two clicks.
DOUBLE_CLICK = timedelta(seconds=2)
# A link to the goods of a cart.
SHARE_LIFETIME = timedelta(days=30)
MOST = 999
# Stripe's card page lists 100 items at the most (API reference, Checkout Sessions, line_items); some are for charges.
MOST_LINES = 80
