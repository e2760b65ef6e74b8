"""The name of every gateway, as payment rows carry it: the one list that services, screens and mails compare with."""

STRIPE = "stripe"
CASH = "cod"
TRANSFER = "transfer"
