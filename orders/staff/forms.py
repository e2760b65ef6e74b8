"""What an order clerk types. Each form knows its order and refuses what cannot be."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.errors import RecordedMeanwhile
from orders.models import OrderLine
from orders.staff.desk import Desk
from orders.staff.guards import RefundedMeanwhile, SentMeanwhile
from pricing.formats import format_money
from products.staff.forms import DayField


class ShipForm(forms.Form):
    """Which pieces go into the parcel, and how it can be followed.

    `seen` is the number of parcels that the page showed: posted back, it tells an old page from a new one.
    """

    prefix = "ship"

    carrier = forms.CharField(label=_("Carrier"), max_length=60, required=False)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80, required=False)
    tracking_url = forms.URLField(
        label=_("Tracking page (address)"), max_length=300, required=False, assume_scheme="https"
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, lines: list[OrderLine], parcels: int, carrier: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.parcels = parcels
        self.fields["carrier"].initial = carrier
        self.lines = [line for line in lines if line.quantity > line.fulfilled]
        for line in self.lines:
            left = line.quantity - line.fulfilled
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=line.title, min_value=0, max_value=left, initial=left, required=False
            )
            self.fields[f"line-{line.pk}"].left = left
            self.fields[f"line-{line.pk}"].choice = line.variant_label

    @property
    def about_fields(self) -> list[forms.BoundField]:
        return [self["carrier"], self["tracking_number"], self["tracking_url"]]

    @property
    def quantity_fields(self) -> list[forms.BoundField]:
        return [self[f"line-{line.pk}"] for line in self.lines]

    @property
    def pieces_left(self) -> int:
        return sum(line.quantity - line.fulfilled for line in self.lines)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("seen") != self.parcels:
            self.errors.clear()
            raise forms.ValidationError(str(SentMeanwhile()))
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
    """A sum in EUR, with VAT, up to what was received and not yet given back.

    `seen` is the sum that the page offered: posted back, it tells an old page from a new one.
    """

    prefix = "refund"

    amount = forms.DecimalField(
        label=_("Amount (EUR, with VAT)"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Why (the customer reads it)"), max_length=300)
    seen = forms.DecimalField(max_digits=12, decimal_places=2, widget=forms.HiddenInput)

    def __init__(self, *args, refundable: Decimal, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.refundable = refundable
        self.fields["amount"].initial = refundable

    def clean(self) -> dict:
        data = super().clean()
        if data.get("seen") != self.refundable:
            self.errors.clear()
            raise forms.ValidationError(str(RefundedMeanwhile()))
        if data.get("amount") and data["amount"] > self.refundable:
            words = _("At most %(amount)s can be refunded.") % {"amount": format_money(self.refundable)}
            self.add_error("amount", words)
        return data


class NoteForm(forms.Form):
    prefix = "note"

    text = forms.CharField(
        label=_("Note for colleagues"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class CashReceivedForm(forms.Form):
    """Nothing to type: the button is the statement."""

    prefix = "cash"


class TransferForm(forms.Form):
    """What the bank's statement shows for this order.

    `seen` is what had been received when the page was opened: posted back, it tells an old page from a new one.
    """

    prefix = "transfer"

    amount = forms.DecimalField(
        label=_("Amount received (EUR)"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    received_on = DayField(label=_("Received on"))
    bank_reference = forms.CharField(
        label=_("The bank's number of the booking"),
        max_length=120,
        required=False,
        help_text=_("If you copy it from the statement, the same booking cannot be recorded twice."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.DecimalField(max_digits=12, decimal_places=2, widget=forms.HiddenInput)

    def __init__(self, *args, desk: Desk, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.fields["amount"].initial = desk.due or None
        self.fields["received_on"].initial = timezone.localdate()

    def clean_received_on(self) -> date:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        if day < timezone.localdate(self.desk.order.placed_at):
            raise forms.ValidationError(_("The order was placed after this day."))
        return day

    def clean_bank_reference(self) -> str:
        return " ".join(self.cleaned_data["bank_reference"].split())

    def clean(self) -> dict:
        data = super().clean()
        if data.get("seen") != self.desk.refundable:
            self.errors.clear()
            raise forms.ValidationError(str(RecordedMeanwhile()))
        return data


class AcceptForm(forms.Form):
    """Nothing to type: the button is the statement."""

    prefix = "accept"


class SentBackForm(forms.Form):
    """The sum that was sent back by bank, as the page showed it."""

    prefix = "sent-back"

    seen = forms.DecimalField(max_digits=12, decimal_places=2, widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    """The parcel was refused or came back."""

    prefix = "return"

    restock = forms.BooleanField(label=_("Put the pieces on sale again"), required=False)
    reason = forms.CharField(label=_("Why (for colleagues)"), max_length=300)


class ReviewForm(forms.Form):
    """What was found when somebody looked."""

    prefix = "review"

    text = forms.CharField(label=_("What you found and did"), max_length=500)
