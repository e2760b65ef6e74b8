"""Addresses as each country writes them: which parts there are, which are compulsory, in which order, and how a postcode looks.

rules = rules_for("IT")
rules.parts                                   # address_line1, address_line2, postcode, city, region
clean_address("BG", {"postcode": "BG-1504"})  # Cleaned(values, problems)
address_lines(order)                          # as it is written on a parcel
"""

from core.addresses.cleaning import Cleaned, clean_address, one_line
from core.addresses.labels import part_label, problem_text
from core.addresses.lines import address_lines
from core.addresses.rules import PARTS, AddressRules, rules_for

__all__ = [
    "PARTS",
    "AddressRules",
    "Cleaned",
    "address_lines",
    "clean_address",
    "one_line",
    "part_label",
    "problem_text",
    "rules_for",
]
