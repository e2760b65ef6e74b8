"""What the browser posts when a marketer works on product pages, and everything that this must leave as it is."""

from typing import Any

from django.apps import apps
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

# Everything that counts: whatever happens to pages, no row of these may change.
COUNTED = (
    "Product",
    "ProductOption",
    "OptionValue",
    "Variant",
    "Stock",
    "StockHold",
    "StockMovement",
    "PriceChange",
)


def everything_that_counts() -> dict[str, list[dict[str, Any]]]:
    """Return every row with every column of what is sold, for how much, how many there are, and all of its history."""
    rows = {}
    for name in COUNTED:
        rows[name] = list(apps.get_model("products", name).objects.order_by("pk").values())
    through = apps.get_model("products", "Variant").values.through
    rows["choices"] = list(through.objects.order_by("pk").values())
    return rows


def form(title="Саксия", slug="pot", **extra):
    empty = {
        "title": title,
        "slug": slug,
        "seo_title": "",
        "search_description": "",
        "summary": "",
        "description": rich_text(""),
        "facts": streamfield([]),
        "body": streamfield([]),
        "gallery": inline_formset([]),
        "other_categories": inline_formset([]),
        "comments": inline_formset([]),
    }
    return nested_form_data({**empty, **extra})


def create(client, parent, **data):
    return client.post(
        reverse("wagtailadmin_pages:add", args=["products", "productpage", parent.pk]), form(**data)
    )


def edit(client, page, **data):
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), form(page.title, page.slug, **data)
    )


def copy(client, page, parent, **data):
    fields = {
        "new_title": f"{page.title} 2",
        "new_slug": f"{page.slug}-2",
        "new_parent_page": parent.pk,
        **data,
    }
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), fields)
