"""Leaving an address on something sold out. The answer is the same whether the address waits already or not."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.rate_limit import RateLimited, check_rate, rate_limited
from core.same_origin import same_origin_required
from core.signing import LinkInvalid, read_link, sign_link
from core.views.private import keep_private
from products.restock_forms import RestockForm
from products.selectors import Sellable, get_sellable, variant_choices
from products.selectors.restock import waiting_title
from products.services import restock

PURPOSE = "restock"
PER_CLIENT = 20
PER_ADDRESS = 10
AN_HOUR, A_DAY = 3600, 86400


class SeeOther(HttpResponseRedirect):
    """After a POST: look there, so that a reload does not send the form again."""

    status_code = 303


@rate_limited("restock", limit=PER_CLIENT, seconds=AN_HOUR)
@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take an address for a variant that is sold out; one that can be had leads to its page."""
    language = get_language() or "bg"
    typed = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "variant" not in typed:
        return HttpResponseRedirect(reverse("wagtail_serve", args=[""]))
    item = get_sellable(_uuid(typed.get("variant", "")), language)
    if item is None or not item.sellable:
        raise Http404
    if item.available > 0:
        return SeeOther(f"{item.url}?{urlencode({'variant': str(item.public_id)})}")
    sold_out = [each for each in variant_choices(item.product_id, language) if not each.in_stock]
    if request.method != "POST":
        return _form_page(request, item, RestockForm(sold_out, initial={"variant": str(item.public_id)}))
    form = RestockForm(sold_out, request.POST)
    if form.looks_automatic:
        return _answer(uuid.uuid4())
    if not form.is_valid():
        return _form_page(request, item, form, status=422)
    email = form.cleaned_data["email"]
    try:
        check_rate(scope="restock-address", identity=email.lower(), limit=PER_ADDRESS, seconds=A_DAY)
    except RateLimited:
        form.add_error(
            "email", _("This address has asked about many things today. Please try again tomorrow.")
        )
        return _form_page(request, item, form, status=429)
    try:
        return _answer(restock.ask(sellable=item, email=email, language=language))
    except (restock.NotWaitable, restock.InStock):
        return SeeOther(item.url)


@csrf_exempt  # Whoever can write the address has the link, and no-referrer makes browsers send `Origin: null`.
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the address is noted; a POST takes it back."""
    try:
        public_id = uuid.UUID(read_link(PURPOSE, token, int(restock.KEPT.total_seconds())))
    except (LinkInvalid, ValueError) as error:
        raise Http404 from error
    if request.method == "POST":
        restock.forget(public_id=public_id)
        return keep_private(SeeOther(reverse("restock-asked", args=[token])))
    waiting_for = waiting_title(public_id, get_language() or "bg")
    title = _("We have noted it") if waiting_for else _("Nothing is waiting here")
    context = {"title": title, "waiting_for": waiting_for}
    return keep_private(render(request, "products/restock_asked.html", context))


def _answer(public_id: uuid.UUID) -> HttpResponse:
    return keep_private(SeeOther(reverse("restock-asked", args=[sign_link(PURPOSE, str(public_id))])))


def _form_page(request: HttpRequest, item: Sellable, form: RestockForm, status: int = 200) -> HttpResponse:
    context = {
        "title": _("Tell me when it is back"),
        "item": item,
        "form": form,
        "restock_url": reverse("restock"),
    }
    return keep_private(render(request, "products/restock.html", context, status=status))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
