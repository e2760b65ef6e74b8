"""Every reduction gets the lowest price of the 30 days before it, and can no longer be without one; lists know them."""

from django.db import migrations, models
from django.db.models import Min

from products.price_terms import Terms
from products.prior_price import replay


def fill_on_sale_since(apps, schema_editor) -> None:
    """A product is on sale since the first of its pages was published."""
    Product = apps.get_model("products", "Product")
    Page = apps.get_model("products", "ProductPage")
    first = (
        Page.objects.filter(product__on_sale_since=None, first_published_at__isnull=False)
        .order_by()
        .values_list("product")
        .annotate(first=Min("first_published_at"))
    )
    for product_id, moment in first:
        Product.objects.filter(pk=product_id).update(on_sale_since=moment)


def fill_prior_prices(apps, schema_editor) -> None:
    """From the history; a reduction that has none there, or is not below it, falls back to the regular price."""
    Variant = apps.get_model("products", "Variant")
    Change = apps.get_model("products", "PriceChange")
    Entry = apps.get_model("products", "ListingEntry")
    reduced = Variant.objects.filter(reduced_price__isnull=False).select_related("product")
    for variant in reduced.iterator(chunk_size=500):
        points = list(Change.objects.filter(variant=variant).order_by("at", "pk"))
        prior = replay(points, variant.product.on_sale_since)
        lawful = prior is not None and prior > variant.reduced_price
        variant.prior_price = prior if lawful else variant.price
        variant.save(update_fields=["prior_price"])
        Entry.objects.filter(
            product=variant.product_id,
            price=variant.price,
            reduced_price=variant.reduced_price,
            reduced_from=variant.reduced_from,
            reduced_until=variant.reduced_until,
        ).update(prior_price=variant.prior_price)
    # Rows that were about to be refreshed when the shop was stopped.
    Entry.objects.filter(reduced_price__isnull=False, prior_price=None).update(prior_price=models.F("price"))


def fill_price_terms(apps, schema_editor) -> None:
    Variant = apps.get_model("products", "Variant")
    Entry = apps.get_model("products", "ListingEntry")
    for entry in Entry.objects.filter(variant_count__gt=1).only("pk", "product_id").iterator(chunk_size=500):
        variants = Variant.objects.filter(product=entry.product_id, archived_at=None).order_by(
            "position", "pk"
        )
        terms = dict.fromkeys(Terms.of(variant) for variant in variants)
        if len(terms) > 1:
            Entry.objects.filter(pk=entry.pk).update(price_terms=[term.as_json() for term in terms])


class Migration(migrations.Migration):
    dependencies = [("products", "0003_marketers_catalogue")]

    operations = [
        migrations.AddField("listingentry", "price_terms", models.JSONField(default=list)),
        migrations.RunPython(fill_on_sale_since, migrations.RunPython.noop),
        migrations.RunPython(fill_prior_prices, migrations.RunPython.noop),
        migrations.RunPython(fill_price_terms, migrations.RunPython.noop),
        # Else PostgreSQL refuses to alter tables whose foreign keys are still to be checked.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reduced_price__isnull", True),
                    models.Q(("prior_price__isnull", False), ("reduced_price__lt", models.F("prior_price"))),
                    _connector="OR",
                ),
                name="products_reduced_below_prior_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="listingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reduced_price__isnull", True),
                    models.Q(("prior_price__isnull", False), ("reduced_price__lt", models.F("prior_price"))),
                    _connector="OR",
                ),
                name="products_listed_reduced_below_prior_price",
            ),
        ),
    ]
