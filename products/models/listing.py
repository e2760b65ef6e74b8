"""One row per live product page: what lists, search, sitemap and feeds read instead of the tree (DESIGN §4)."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from products.models.pages import ProductPage
from products.models.product import Product
from products.price_terms import Terms
from products.prices import PriceNow, effective_price, lowest_first


class ListingEntry(models.Model):
    page = models.OneToOneField(
        ProductPage, on_delete=models.CASCADE, primary_key=True, related_name="listing_entry"
    )
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="listing_entries")
    locale_code = models.CharField(max_length=12)
    # The page ids of the product's category and of all categories above it.
    category_ids = ArrayField(models.BigIntegerField(), default=list)
    title = models.CharField(max_length=255)
    url = models.CharField(max_length=1024)
    summary = models.CharField(max_length=300, blank=True)
    brand = models.CharField(max_length=80, blank=True)
    # Gross EUR of the cheapest variant; the reduction counts by time when it is read.
    price = models.DecimalField(max_digits=12, decimal_places=2)
    reduced_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    reduced_from = models.DateTimeField(null=True)
    reduced_until = models.DateTimeField(null=True)
    # Of the same variant: the lowest price before its reduction, and what the unit price is computed from.
    prior_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    content_quantity = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    content_unit = models.CharField(max_length=2, blank=True)
    price_varies = models.BooleanField(default=False)
    # Where the variants differ, what each of them costs and will cost (products.price_terms), every kind once.
    price_terms = models.JSONField(default=list)
    variant_count = models.PositiveSmallIntegerField(default=1)
    in_stock = models.BooleanField(default=False)
    # Units sold lately (ProductSales): what "best selling" sorts by.
    sold = models.PositiveIntegerField(default=0)
    # What the card's picture needs: alt text, size and renditions, so that a list looks up no image.
    picture = models.JSONField(default=dict)
    search_vector = SearchVectorField(null=True)
    first_published_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reduced_price__isnull=True)
                | models.Q(prior_price__isnull=False, reduced_price__lt=models.F("prior_price")),
                name="products_listed_reduced_below_prior_price",
            ),
        ]
        indexes = [
            GinIndex(fields=["category_ids"], name="products_listing_categories"),
            GinIndex(fields=["search_vector"], name="products_listing_search"),
            models.Index(
                fields=["locale_code", "-first_published_at", "page"], name="products_listing_newest"
            ),
            models.Index(fields=["locale_code", "-sold", "page"], name="products_listing_best_selling"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.locale_code})"

    @cached_property
    def price_now(self) -> PriceNow:
        """The cheapest price of now; `products.selectors.with_prices` sets that of another moment."""
        return min(self.prices_at(timezone.now()), key=lowest_first)

    def prices_at(self, moment: datetime) -> list[PriceNow]:
        """Return the different prices of the variants at a moment, exactly: a reduction may have begun or ended."""
        terms = [Terms.from_json(stored) for stored in self.price_terms]
        return [effective_price(priced, moment) for priced in terms or [self]]
