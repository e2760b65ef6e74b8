"""Read-only registers: what providers told us and which mails went out."""

from django.contrib.admin import SimpleListFilter, display
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup

from core.models import AuditEntry, OutgoingMail
from legal_pages.models import LegalVersion
from orders.staff.words import mail_words
from payments.models import IncomingEvent
from products.models import RestockRequest
from products.restock_mail import RESTOCK
from products.selectors.restock import masked
from taxes.models import NumberCheck


class ReadOnly(PermissionHelper):
    """Rows may be looked at, by whoever has the model's view permission, and nothing else."""

    def user_can_list(self, user) -> bool:
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_can_create(self, user) -> bool:
        return False

    def user_can_inspect_obj(self, user, obj) -> bool:
        return self.user_can_list(user)

    def user_can_edit_obj(self, user, obj) -> bool:
        return False

    def user_can_delete_obj(self, user, obj) -> bool:
        return False


class NoButtons(ButtonHelper):
    """The first column leads to the row; a button below it would say the same again."""

    def get_buttons_for_obj(self, obj: Model, *args, **kwargs) -> list[dict]:
        return []

    def get_primary_button(self, obj: Model) -> dict:
        return self.inspect_button(obj.pk)


class NoLink(NoButtons):
    """The rows lead nowhere."""

    def get_primary_button(self, obj: Model) -> None:
        return None


def order_search(reference: str, words: str) -> SafeString:
    """A link to the order that a row refers to; the desk finds it by number or by public id."""
    if not reference:
        return SafeString("–")
    return format_html('<a href="{}?q={}">{}</a>', reverse("orders:index"), reference, words)


class Register(ModelAdmin):
    permission_helper_class = ReadOnly
    button_helper_class = NoButtons
    inspect_view_enabled = True
    list_per_page = 50


class MailKindFilter(SimpleListFilter):
    """The kinds that were sent, called as the list calls them."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        kinds = OutgoingMail.objects.order_by("kind").values_list("kind", flat=True).distinct()
        named: dict[str, str] = {}
        for kind in kinds:
            # All notices to staff share one name, and one entry.
            named.setdefault(mail_words(kind), kind)
        return sorted(((kind, words) for words, kind in named.items()), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
        kind = self.value()
        if kind is None:
            return queryset
        return (
            queryset.filter(kind__startswith="staff-")
            if kind.startswith("staff-")
            else queryset.filter(kind=kind)
        )


class MailRegister(Register):
    model = OutgoingMail
    menu_label = _("Mails")
    menu_item_name = "mails"
    menu_icon = "mail"
    list_display = ("created_at", "about", "order", "recipient", "state", "attempts")
    list_filter = ("state", MailKindFilter, "language")
    search_fields = ("reference", "recipient", "subject")
    inspect_view_fields = (
        "created_at",
        "kind",
        "reference",
        "recipient",
        "language",
        "subject",
        "body_text",
        "state",
        "attempts",
        "last_error",
        "sent_at",
        "message_id",
    )

    @display(description=_("Kind"), ordering="kind")
    def about(self, mail: OutgoingMail) -> str:
        return mail_words(mail.kind)

    @display(description=_("Order number"), ordering="reference")
    def order(self, mail: OutgoingMail) -> SafeString:
        # A notice that something is back is about no order.
        return order_search("" if mail.kind == RESTOCK else mail.reference, mail.reference)


class EventRegister(Register):
    model = IncomingEvent
    menu_label = _("Provider events")
    menu_item_name = "provider-events"
    menu_icon = "download"
    list_display = ("received_at", "type", "event_id", "object_id", "state", "attempts")
    list_filter = ("state", "type")
    search_fields = ("event_id", "object_id")
    inspect_view_fields = (
        "provider",
        "event_id",
        "type",
        "object_id",
        "livemode",
        "api_version",
        "occurred_at",
        "received_at",
        "state",
        "attempts",
        "last_error",
        "processed_at",
    )


class RestockRegister(Register):
    """Who waits for what is sold out; the addresses are masked, because nobody needs them to fill a shelf."""

    model = RestockRequest
    menu_label = _("Restock requests")
    menu_item_name = "restock-requests"
    menu_icon = "mail"
    list_display = ("created_at", "product", "variant", "address", "language")
    list_filter = ("language",)
    list_select_related = ("variant__product",)
    search_fields = ("variant__sku", "variant__product__name")
    # The row says all that there is to know.
    inspect_view_enabled = False
    button_helper_class = NoLink

    @display(description=_("Product"), ordering="variant__product__name")
    def product(self, request: RestockRequest) -> SafeString:
        product = request.variant.product
        return format_html('<a href="{}">{}</a>', reverse("products:detail", args=[product.pk]), product.name)

    @display(description=_("E-mail"))
    def address(self, request: RestockRequest) -> str:
        return masked(request.email)


class AuditRegister(Register):
    model = AuditEntry
    menu_label = _("Changes by staff")
    menu_item_name = "changes-by-staff"
    menu_icon = "user"
    list_display = ("at", "actor_label", "action", "object_label", "reason")
    list_filter = ("action", "object_type")
    search_fields = ("actor_label", "object_label")
    inspect_view_fields = ("at", "actor_label", "action", "object_type", "object_label", "changes", "reason")


class LegalRegister(Register):
    model = LegalVersion
    menu_label = _("Legal texts")
    menu_item_name = "legal-texts"
    menu_icon = "doc-full"
    list_display = ("kind", "language", "number", "title", "effective_from", "published_at")
    list_filter = ("kind", "language")
    search_fields = ("title", "body")


class NumberCheckRegister(Register):
    model = NumberCheck
    menu_label = _("Checks of VAT numbers")
    menu_item_name = "vat-number-checks"
    menu_icon = "check"
    list_display = ("checked_at", "number", "state", "name", "reference")
    list_filter = ("state",)
    search_fields = ("number", "name", "reference")
    inspect_view_fields = (
        "checked_at",
        "number",
        "state",
        "name",
        "address",
        "requester",
        "reference",
        "answer",
    )


class LedgerItem(MenuItem):
    """The way to a ledger of the catalogue, which has a screen of its own; for whoever may see it."""

    def __init__(self, label: str, url_name: str, permission: str, **options) -> None:
        super().__init__(label, reverse(url_name), **options)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


class Registers(ModelAdminGroup):
    menu_label = _("Registers")
    menu_item_name = "registers"
    menu_icon = "list-ul"
    menu_order = 800
    items = (
        MailRegister,
        EventRegister,
        RestockRegister,
        NumberCheckRegister,
        LegalRegister,
        AuditRegister,
    )

    def get_submenu_items(self) -> list[MenuItem]:
        return [
            *super().get_submenu_items(),
            LedgerItem(
                _("Stock movements"),
                "products:ledger",
                "products.view_stockmovement",
                name="stock-movements",
                icon_name="order",
                order=len(self.items) + 1,
            ),
            LedgerItem(
                _("Price history"),
                "products:price_ledger",
                "products.view_pricechange",
                name="price-history",
                icon_name="history",
                order=len(self.items) + 2,
            ),
        ]
