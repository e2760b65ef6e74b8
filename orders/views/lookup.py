"""Asking for the link again. The answer is the same whether the order exists or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.rate_limit import RateLimited, check_rate, rate_limited
from core.views.errors import too_many_requests
from orders.forms import LookupForm
from orders.services.lookup import send_order_link

PER_ORDER = 3
PER_ADDRESS = 10
AN_HOUR = 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("order-lookup", limit=PER_ADDRESS, seconds=AN_HOUR)
def find_order(request: HttpRequest) -> HttpResponse:
    """Ask for order number and e-mail; send the link to that address if they belong together."""
    if request.method != "POST":
        return _page(request, LookupForm(), sent="sent" in request.GET)
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    number = form.cleaned_data["number"]
    try:
        check_rate(scope="order-lookup-number", identity=str(number), limit=PER_ORDER, seconds=AN_HOUR)
    except RateLimited as refusal:
        return too_many_requests(request, refusal.retry_after)
    send_order_link(number=number, email=form.cleaned_data["email"])
    response = redirect("order-lookup")
    response.headers["Location"] += "?sent"
    return response


def _page(request: HttpRequest, form: LookupForm, *, sent: bool = False, status: int = 200) -> HttpResponse:
    context = {"title": _("Find your order"), "form": form, "sent": sent}
    return render(request, "orders/find.html", context, status=status)
