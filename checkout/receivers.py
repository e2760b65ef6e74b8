"""What follows a log-in and a log-out (DESIGN 1.15; the second by ADR 32): one call each."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from checkout import carts


def logged_in(request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if request is not None:
        carts.note_login(request, user.pk)


def logged_out(request: HttpRequest | None, **kwargs: Any) -> None:
    if request is not None:
        carts.note_logout(request)


def connect() -> None:
    user_logged_in.connect(logged_in, dispatch_uid="checkout.logged_in")
    user_logged_out.connect(logged_out, dispatch_uid="checkout.logged_out")
