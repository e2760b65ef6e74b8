"""The order page and the buttons on it. Each button is one POST, one permission, one service."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from core.actors import Actor
from orders.errors import OrderRefusal, TransferKnown
from orders.models import Order
from orders.services.cancel import cancel
from orders.services.notes import add_note, mark_reviewed
from orders.services.payment import mark_cash_received
from orders.services.refund import mark_sent_back
from orders.services.shipping import take_back
from orders.services.transfers import accept_transfers, record_transfer
from orders.staff.actions import ACTIONS, cards_for, make_form
from orders.staff.desk import next_to_send, read_desk
from orders.staff.guards import refund_as_seen, ship_as_seen
from orders.staff.words import transfer_words


@require_admin_access
@require_GET
def order_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one order to staff who may see orders."""
    return _page(request, _visible_order(request, pk))


@require_admin_access
@require_POST
def order_action(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do one thing with an order; what was typed comes back with the message when it cannot be done."""
    order = _visible_order(request, pk)
    if not request.user.has_perm(ACTIONS[action].permission):
        raise PermissionDenied
    desk = read_desk(order)
    form = make_form(action, desk, request.POST)
    if not form.is_valid():
        return _page(request, order, {action: form}, status=422)
    try:
        said = _DOERS[action](order, form, Actor.staff(request.user))
    except OrderRefusal as refusal:
        if not form.errors:
            form.add_error(None, str(refusal))
        return _page(request, Order.objects.get(pk=pk), {action: form}, status=409)
    messages.success(request, said, buttons=_next_step(action))
    return redirect("orders:detail", pk)


def _next_step(action: str) -> list[tuple]:
    """After a parcel the hand wants the next one."""
    following = next_to_send() if action == "ship" else None
    if following is None:
        return []
    words = _("Next to send: %(number)s") % {"number": following.number}
    return [messages.button(reverse("orders:detail", args=[following.pk]), words)]


def _visible_order(request: HttpRequest, pk: int) -> Order:
    if not request.user.has_perm("orders.view_order"):
        raise PermissionDenied
    return get_object_or_404(Order, pk=pk)


def _page(
    request: HttpRequest, order: Order, typed: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    desk = read_desk(order)
    title = _("Order %(number)s") % {"number": order.number}
    context = {
        "desk": desk,
        "order": order,
        "cards": cards_for(request.user, desk, typed or {}),
        "language": dict(settings.LANGUAGES).get(order.language, order.language),
        "may_see_products": request.user.has_perm("products.view_product"),
        "may_see_mails": request.user.has_perm("core.view_outgoingmail"),
        "header_title": title,
        "page_title": title,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("orders:index"), "label": _("Orders")},
            {"url": "", "label": title},
        ],
    }
    return TemplateResponse(request, "orders/staff/order.html", context, status=status)


def _ship(order: Order, form: forms.Form, actor: Actor) -> str:
    ship_as_seen(
        order_id=order.pk,
        quantities=form.quantities(),
        seen=form.cleaned_data["seen"],
        carrier=form.cleaned_data["carrier"],
        tracking_number=form.cleaned_data["tracking_number"],
        tracking_url=form.cleaned_data["tracking_url"],
        actor=actor,
    )
    return _("The parcel is recorded and the customer gets a mail.")


def _cancel(order: Order, form: forms.Form, actor: Actor) -> str:
    cancel(order_id=order.pk, actor=actor, reason=form.cleaned_data["reason"])
    return _("The order is cancelled; stock and money go back.")


def _refund(order: Order, form: forms.Form, actor: Actor) -> str:
    refund_as_seen(
        order_id=order.pk,
        amount=form.cleaned_data["amount"],
        seen=form.cleaned_data["seen"],
        actor=actor,
        reason=form.cleaned_data["reason"],
    )
    return _("The refund is on its way.")


def _cash(order: Order, form: forms.Form, actor: Actor) -> str:
    mark_cash_received(order_id=order.pk, actor=actor)
    return _("The cash is recorded as received.")


def _transfer(order: Order, form: forms.Form, actor: Actor) -> str:
    data = form.cleaned_data
    try:
        payment = record_transfer(
            order_id=order.pk,
            amount=data["amount"],
            received_on=data["received_on"],
            bank_reference=data["bank_reference"],
            seen=data["seen"],
            actor=actor,
        )
    except TransferKnown as refusal:
        form.add_error("bank_reference", str(refusal))
        raise
    return transfer_words(Order.objects.get(pk=order.pk), payment)


def _accept(order: Order, form: forms.Form, actor: Actor) -> str:
    accept_transfers(order_id=order.pk, actor=actor)
    return _("The order is paid.")


def _sent_back(order: Order, form: forms.Form, actor: Actor) -> str:
    mark_sent_back(order_id=order.pk, seen=form.cleaned_data["seen"], actor=actor)
    return _("It is recorded that the money was sent back; the customer gets a mail.")


def _note(order: Order, form: forms.Form, actor: Actor) -> str:
    add_note(order_id=order.pk, text=form.cleaned_data["text"], actor=actor)
    return _("The note is saved.")


def _return(order: Order, form: forms.Form, actor: Actor) -> str:
    take_back(
        order_id=order.pk,
        restock=form.cleaned_data["restock"],
        actor=actor,
        reason=form.cleaned_data["reason"],
    )
    return _("The return is recorded. Money goes back by a refund.")


def _review(order: Order, form: forms.Form, actor: Actor) -> str:
    mark_reviewed(order_id=order.pk, text=form.cleaned_data["text"], actor=actor)
    return _("The order no longer needs review.")


_DOERS = {
    "ship": _ship,
    "cancel": _cancel,
    "refund": _refund,
    "return": _return,
    "review": _review,
    "cash": _cash,
    "transfer": _transfer,
    "accept": _accept,
    "sent-back": _sent_back,
    "note": _note,
}
