"""Answers that more than one view here gives."""

from django.http import HttpResponse, HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """After a POST: look there (303), so that a reload does not send the form again."""

    status_code = 303


def not_stored(response: HttpResponse) -> HttpResponse:
    """Keep a page that belongs to one person out of every cache, the browser's own included."""
    response.headers["Cache-Control"] = "no-store, private"
    return response
