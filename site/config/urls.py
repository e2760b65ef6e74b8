"""The table of addresses (DESIGN §5). Shopper pages carry the language; machines' and staff's do not."""

import re

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core import urls as core_urls
from core.views import staff_login
from products import urls as product_urls

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.permission_denied"
handler429 = "core.views.errors.too_many_tries"
handler404 = "core.views.errors.page_not_found"
handler500 = "core.views.errors.server_error"

# Without object storage the shop hands its uploads out itself: correct for a small shop, best behind a caching proxy.
media_urls = (
    []
    if settings.OBJECT_STORAGE
    else [re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT})]
)

urlpatterns = [
    path("", include(core_urls)),
    path("", include(product_urls)),
    path("payments/", include("orders.webhook_urls")),
    # Every door of Wagtail's own leads to the one sign-in.
    path(f"{settings.ADMIN_PATH}/login/", staff_login.login, name="staff-login"),
    re_path(
        rf"^{re.escape(settings.ADMIN_PATH)}/password_reset/",
        staff_login.password_reset,
        name="staff-password-reset",
    ),
    path(f"{settings.ADMIN_PATH}/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Wagtail finds its own error page for whatever no pattern knows, so media stands above it.
    *media_urls,
    *i18n_patterns(
        path("search/", include("search.urls")),
        path("cart/", include("checkout.cart_urls")),
        path("checkout/", include("checkout.urls")),
        path("orders/", include("orders.urls")),
        path("account/orders/", include("orders.account_urls")),
        path("account/", include("accounts.urls")),
        path("restock/", include("products.restock_urls")),
        path("_util/login/", staff_login.page_login),
        path("", include("home.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
