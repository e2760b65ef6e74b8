"""What the shop says about VAT: grounds, and what is wrong with a number."""

from django.utils.translation import gettext as _

from taxes.numbers import NumberUnreadable


def vat_ground(treatment: str, home: str) -> str:
    """Return why no VAT is charged, in the active language; empty where it is. `home` is the merchant's country.

    As an invoice must say it (ЗДДС чл. 114, ал. 1, т. 12): by the merchant's own law where that is Bulgarian.
    """
    if treatment == "not_registered":
        if home == "BG":
            return _("No VAT is charged: Art. 113, para. 9 of the Bulgarian VAT Act.")
        return _("No VAT is charged: the merchant is not registered for VAT.")
    if treatment == "intra_community":
        if home == "BG":
            return _(
                "Intra-Community supply, no VAT: Art. 138 of Directive 2006/112/EC; Art. 53 of the Bulgarian VAT Act."
            )
        return _("Intra-Community supply, no VAT: Art. 138 of Directive 2006/112/EC.")
    if treatment == "export":
        if home == "BG":
            return _("Export, no VAT: Art. 146 of Directive 2006/112/EC; Art. 28 of the Bulgarian VAT Act.")
        return _("Export, no VAT: Art. 146 of Directive 2006/112/EC.")
    return ""


def number_refusal(refused: NumberUnreadable) -> str:
    """Say what is wrong with a VAT number before anybody is asked about it."""
    if refused.fault == "no_prefix":
        return _("Begin the VAT number with the two letters of its EU country, such as DE123456788.")
    return _("This cannot be a VAT number of that country: check its digits.")
