"""Read-only registers: what providers told us and which mails went out."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup

from core.models import AuditEntry, OutgoingMail
from legal_pages.models import LegalVersion
from payments.models import IncomingEvent
from products.models import PriceChange, StockMovement


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


class Register(ModelAdmin):
    permission_helper_class = ReadOnly
    inspect_view_enabled = True
    list_per_page = 50


class MailRegister(Register):
    model = OutgoingMail
    menu_label = _("Mails")
    menu_icon = "mail"
    list_display = ("created_at", "kind", "reference", "recipient", "state", "attempts", "sent_at")
    list_filter = ("state", "kind", "language")
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


class EventRegister(Register):
    model = IncomingEvent
    menu_label = _("Provider events")
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


class StockRegister(Register):
    model = StockMovement
    menu_label = _("Stock movements")
    menu_icon = "order"
    list_display = ("at", "variant", "kind", "on_hand_change", "reserved_change", "reference", "reason", "actor_label")
    list_filter = ("kind",)
    list_select_related = ("variant",)
    search_fields = ("variant__sku", "reference", "reason")


class PriceRegister(Register):
    model = PriceChange
    menu_label = _("Price history")
    menu_icon = "history"
    list_display = ("at", "variant", "price", "reduced_price", "reduced_from", "reduced_until", "actor_label")
    list_select_related = ("variant",)
    search_fields = ("variant__sku",)


class AuditRegister(Register):
    model = AuditEntry
    menu_label = _("Changes by staff")
    menu_icon = "user"
    list_display = ("at", "actor_label", "action", "object_label", "reason")
    list_filter = ("action", "object_type")
    search_fields = ("actor_label", "object_label")


class LegalRegister(Register):
    model = LegalVersion
    menu_label = _("Legal texts")
    menu_icon = "doc-full"
    list_display = ("kind", "language", "number", "title", "effective_from", "published_at")
    list_filter = ("kind", "language")
    search_fields = ("title", "body")


class Registers(ModelAdminGroup):
    menu_label = _("Registers")
    menu_icon = "list-ul"
    menu_order = 800
    items = (MailRegister, EventRegister, StockRegister, PriceRegister, LegalRegister, AuditRegister)
