import pytest
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory

from core.same_origin import same_origin_required


@same_origin_required
def view(request):
    return HttpResponse("done")


def post(secure: bool = True, **headers) -> int:
    request = RequestFactory().post("/cart/add/", secure=secure, headers=headers)
    # the token check really is off for the view, so that pages without a token can post
    assert CsrfViewMiddleware(view).process_view(request, view, (), {}) is None
    return view(request).status_code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers,status",
    [
        pytest.param({"sec-fetch-site": "same-origin"}, 200, id="our-own-page"),
        pytest.param({"sec-fetch-site": "none"}, 200, id="reloaded-by-the-person"),
        pytest.param(
            {"sec-fetch-site": "cross-site", "origin": "https://testserver"}, 403, id="another-site"
        ),
        pytest.param({"sec-fetch-site": "same-site"}, 403, id="another-host-of-ours"),
        pytest.param({"origin": "https://testserver"}, 200, id="older-browser"),
        pytest.param({"origin": "https://evil.example"}, 403, id="older-browser-another-site"),
        pytest.param({"origin": "http://testserver"}, 403, id="not-encrypted"),
        pytest.param({"origin": "https://testserver.evil.example"}, 403, id="looks-alike"),
        pytest.param({"origin": "null"}, 403, id="sandboxed-frame"),
        pytest.param({"referer": "https://testserver/en/plants/"}, 200, id="referer-only"),
        pytest.param(
            {"referer": "https://evil.example/https://testserver/"}, 403, id="referer-of-another-site"
        ),
        pytest.param(
            {"origin": "null", "referer": "https://testserver/"}, 403, id="origin-counts-before-referer"
        ),
        pytest.param({}, 403, id="nobody-vouches"),
    ],
)
def test_the_browser_must_vouch_for_a_post(headers, status):
    assert post(**headers) == status


def test_trusted_origins_may_post_too(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://www.shop.example"]

    assert post(origin="https://www.shop.example") == 200


def test_reading_asks_for_nothing():
    assert view(RequestFactory().get("/cart/add/")).status_code == 200
