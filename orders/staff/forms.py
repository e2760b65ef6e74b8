"""What an order clerk types. Each form knows its order and refuses what cannot be."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models import OrderLine


class ShipForm(forms.Form):
    """Which pieces go into the parcel, and how it can be followed."""

    prefix = "ship"

    carrier = forms.CharField(label=_("Carrier"), max_length=60, required=False)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80, required=False)
    tracking_url = forms.URLField(label=_("Tracking page"), max_length=300, required=False, assume_scheme="https")

    def __init__(self, *args, lines: list[OrderLine], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.quantity > line.fulfilled]
        for line in self.lines:
            left = line.quantity - line.fulfilled
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=str(line), min_value=0, max_value=left, initial=left, required=False
            )

    @property
    def quantity_fields(self) -> list[forms.BoundField]:
        return [self[f"line-{line.pk}"] for line in self.lines]

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not self.quantities():
            raise forms.ValidationError(_("Say at least one piece that is in the parcel."))
        return data

    def quantities(self) -> dict[int, int]:
        """Return how many pieces of each order line are in the parcel; lines with none are left out."""
        chosen = {line.pk: self.cleaned_data.get(f"line-{line.pk}") or 0 for line in self.lines}
        return {pk: count for pk, count in chosen.items() if count}


class CancelForm(forms.Form):
    prefix = "cancel"

    reason = forms.CharField(label=_("Why (the customer reads it)"), max_length=300)


class RefundForm(forms.Form):
    """A sum in EUR, with VAT, up to what was received and not yet given back."""

    prefix = "refund"

    amount = forms.DecimalField(
        label=_("Amount (EUR, with VAT)"), max_digits=12, decimal_places=2, min_value=Decimal("0.01")
    )
    reason = forms.CharField(label=_("Why (the customer reads it)"), max_length=300)

    def __init__(self, *args, refundable: Decimal, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.refundable = refundable
        self.fields["amount"].initial = refundable

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount > self.refundable:
            raise forms.ValidationError(
                _("At most %(amount)s EUR can be refunded."), params={"amount": self.refundable}
            )
        return amount


class NoteForm(forms.Form):
    prefix = "note"

    text = forms.CharField(
        label=_("Note for colleagues"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class CashReceivedForm(forms.Form):
    """Nothing to type: the button is the statement."""

    prefix = "cash"


class ReturnForm(forms.Form):
    """The parcel was refused or came back."""

    prefix = "return"

    restock = forms.BooleanField(label=_("Put the pieces on sale again"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=300)


class ReviewForm(forms.Form):
    """What was found when somebody looked."""

    prefix = "review"

    text = forms.CharField(label=_("What you found and did"), max_length=500)
