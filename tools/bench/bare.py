"""The yardstick: a bare Django site with one view that returns 30 KB and asks no database."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

SIZE = 30 * 1024
BODY = (b"<!doctype html><title>Bare</title>" + b"<p>Nothing but bytes.</p>" * 1300)[:SIZE].ljust(SIZE)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("", page)]

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only-for-the-bench-" + "y" * 40,
    # What `startproject` gives a site that has no users.
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)
django.setup()
application = get_wsgi_application()
