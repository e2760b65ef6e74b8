"""Who has the link sees the order; nobody else does, and no cache, log or other site learns the link."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from core.signing import LinkExpired, LinkInvalid
from core.views.private import keep_private
from orders.links import read_order_token
from orders.models import Order

View = Callable[..., HttpResponse]


def by_signed_link(view: View) -> View:
    """Give the view the order of the token in its address: 404 for a token that is not ours, 410 for one out of date.

    The forms need no CSRF token: whoever can write the address has the link, and because of `no-referrer` browsers
    send `Origin: null`, which Django's own check refuses.
    """

    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            order = Order.objects.get(public_id=read_order_token(token))
        except LinkExpired:
            title = _("This link is out of date")
            return keep_private(render(request, "orders/link_expired.html", {"title": title}, status=410))
        except (LinkInvalid, ValueError, Order.DoesNotExist) as error:
            raise Http404 from error
        return keep_private(view(request, order, token, **kwargs))

    return csrf_exempt(opened)
