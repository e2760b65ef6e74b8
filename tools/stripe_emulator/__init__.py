"""A local stand-in for Stripe: the API, the hosted card page and the webhooks, as a process of its own.

The shop never imports this package; it talks to it over HTTP exactly as it talks to Stripe.
"""
