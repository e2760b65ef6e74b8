"""How long things last. The order of these times is part of the design (DESIGN 1.11, docs/flows.md)."""

from datetime import timedelta

# Stripe refuses a card page that lives for less than 30 minutes; the minute more is for the way there.
CARD_PAGE = timedelta(minutes=31)
# For so long may a call that was written down be repeated: afterwards it asks for a page of less than 30 minutes.
FROZEN_CALL = timedelta(seconds=55)
# Longer than the card page, so that nobody pays for goods that were put back on sale.
CARD_HOLD = timedelta(minutes=45)
# A shopper who left the card page gets one mail with the link back.
REMIND_AFTER = timedelta(minutes=10)
# An order by transfer gets its reminder in the morning, and never on the day on which it was placed.
TRANSFER_REMINDER_HOUR = 9
TRANSFER_REMINDER_LEAST = timedelta(days=1)
# A payment that was written down but not started for so long was left behind by a crash.
START_GRACE = timedelta(seconds=20)
# How often the provider is asked about a payment or refund that no event has told us about.
ASK_OPEN_EVERY = timedelta(seconds=60)
ASK_PENDING_EVERY = timedelta(minutes=5)
# An event whose task was not run for so long is picked up by the sweep.
EVENT_GRACE = timedelta(seconds=20)
# The link to the order in the mails.
ORDER_LINK = timedelta(days=90)
