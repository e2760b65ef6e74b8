"""The shop window: a page per product and language, inside the category tree (DESIGN 1.1)."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.log_actions import log
from wagtail.models import Orderable, Revision
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.blocks import RICH_TEXT
from core.models import ShopImage
from core.pages import ShopPage
from products.blocks import PAGE_BLOCKS
from products.errors import CannotPublish
from products.forms import (
    OtherCategoryForm,
    PageWithChoicesForm,
    ProductInFrontForm,
    ProductPageForm,
    WindowCopyForm,
)
from products.models.product import Product
from products.panels import CommercePanel, PageChoicePanel
from products.safety import Missing, missing_facts

# What Wagtail calls the publishing of its timetable, and what the page's history calls our refusal of it.
SCHEDULED = "wagtail.publish.scheduled"
PUBLISH_REFUSED = "products.publish_refused"


class CategoryPage(ShopPage):
    introduction = models.TextField(
        _("introduction"),
        blank=True,
        validators=[MaxLengthValidator(500)],
        help_text=_("One to three sentences."),
    )
    hero_image = models.ForeignKey(
        ShopImage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    above = StreamField(PAGE_BLOCKS, blank=True, verbose_name=_("above the products"))
    body = StreamField(PAGE_BLOCKS, blank=True, verbose_name=_("below the products"))

    content_panels = [
        *ShopPage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("hero_image"),
        MultiFieldPanel(
            [
                PageChoicePanel(
                    "featured_products",
                    row_form=ProductInFrontForm,
                    label=_("featured product"),
                    heading=_("Featured"),
                    help_text=_("Shown large above the list."),
                    max_num=6,
                ),
                PageChoicePanel(
                    "pinned_products",
                    row_form=ProductInFrontForm,
                    label=_("pinned product"),
                    heading=_("Pinned"),
                    help_text=_("Come first in the list, as long as the shopper asked for no other order."),
                    max_num=24,
                ),
            ],
            heading=_("Products in front"),
        ),
        FieldPanel("above"),
        FieldPanel("body"),
    ]
    search_fields = [*ShopPage.search_fields, index.SearchField("introduction")]
    override_translatable_fields = [SynchronizedField("hero_image"), SynchronizedField("search_image")]

    parent_page_types = ["home.HomePage", "products.CategoryPage"]
    subpage_types = ["products.CategoryPage", "products.ProductPage"]
    template = "products/category_page.html"
    base_form_class = PageWithChoicesForm
    copy_form_class = WindowCopyForm

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    @property
    def lead_image(self):
        return self.hero_image

    @property
    def lead_text(self) -> str:
        return self.introduction


class CategoryProduct(Orderable):
    """A product that a marketer put in front, by its page in the category's language."""

    product_page = models.ForeignKey(
        "products.ProductPage", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )

    panels = [FieldPanel("product_page")]
    override_translatable_fields = [SynchronizedField("product_page")]

    class Meta(Orderable.Meta):
        abstract = True


class FeaturedProduct(CategoryProduct):
    """Shown large above the list."""

    page = ParentalKey(CategoryPage, on_delete=models.CASCADE, related_name="featured_products")

    class Meta(CategoryProduct.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "product_page"], name="products_featured_once")
        ]


class PinnedProduct(CategoryProduct):
    """Comes first in the list while no other order was asked for."""

    page = ParentalKey(CategoryPage, on_delete=models.CASCADE, related_name="pinned_products")

    class Meta(CategoryProduct.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "product_page"], name="products_pinned_once")]


class FactBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=60, label=_("name"))
    value = blocks.CharBlock(max_length=200, label=_("value"))

    class Meta:
        icon = "list-ul"
        label = _("Fact")


class ProductPage(ShopPage):
    # Null while the page is a draft that has no product yet; the wagtail hooks give it one.
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pages",
        verbose_name=_("product"),
    )
    # A constraint cannot span wagtailcore_page, so the page carries its language itself.
    locale_code = models.CharField(max_length=12, blank=True, editable=False)
    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("What it is, in one or two sentences.")
    )
    description = RichTextField(_("description"), features=RICH_TEXT, blank=True)
    facts = StreamField([("fact", FactBlock())], blank=True, verbose_name=_("facts"))
    body = StreamField(PAGE_BLOCKS, blank=True, verbose_name=_("more about it"))

    content_panels = [
        *ShopPage.content_panels,
        CommercePanel(heading=_("Prices and stock")),
        FieldPanel("summary"),
        MultiFieldPanel([InlinePanel("gallery", label=_("picture"))], heading=_("Pictures")),
        FieldPanel("description"),
        FieldPanel("facts"),
        FieldPanel("body"),
        PageChoicePanel(
            "other_categories",
            row_form=OtherCategoryForm,
            label=_("category"),
            heading=_("Also shown in"),
            help_text=_("The page has one address, below its own category; here it is listed as well."),
        ),
    ]
    search_fields = [*ShopPage.search_fields, index.SearchField("summary"), index.SearchField("description")]
    exclude_fields_in_copy = ["product", "locale_code"]
    override_translatable_fields = [
        SynchronizedField("product", overridable=False),
        SynchronizedField("search_image"),
    ]

    parent_page_types = ["products.CategoryPage"]
    subpage_types: list[str] = []
    template = "products/product_page.html"
    base_form_class = ProductPageForm
    copy_form_class = WindowCopyForm

    class Meta:
        verbose_name = _("product page")
        verbose_name_plural = _("product pages")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "locale_code"], name="products_one_page_per_product_and_language"
            )
        ]

    @cached_property
    def pictures(self) -> list["ProductPageImage"]:
        """The gallery in its order, with its images: one query."""
        return list(self.gallery.select_related("image").order_by("sort_order"))

    @property
    def lead_image(self):
        return self.pictures[0].image if self.pictures else None

    @property
    def lead_text(self) -> str:
        return self.summary

    @property
    def has_something_to_sell(self) -> bool:
        """Whether the product has a variant and was not archived by staff; one query.

        A product that no page ever showed is archived only because it waits for its first page to be published.
        """
        if self.product is None or not self.product.variants.filter(archived_at__isnull=True).exists():
            return False
        return not self.product.is_archived or self.is_first_window

    def missing(self, *, pictured: bool) -> list[Missing]:
        """Return what keeps this page from being published; `pictured` says whether its gallery has a picture.

        A picture belongs to the safety facts (GPSR art. 19(c)), so an exempt product needs none.
        """
        if self.product is None:
            return [Missing.GOODS]
        found = [] if self.has_something_to_sell else [Missing.GOODS]
        found += missing_facts(self.product, self.language)
        if not pictured and not self.product.gpsr_exempt_reason:
            found.append(Missing.PICTURE)
        return found

    @property
    def is_first_window(self) -> bool:
        """Whether no page of the product was ever published."""
        return not self.product.pages.filter(first_published_at__isnull=False).exists()

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Copies, aliases and translations all pass here, not all through full_clean; none may bring another language along.
        self.locale_code = self.locale.language_code
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "ProductPage":
        """Return the page as a revision has it, with the product that the page has now: no draft can take it away."""
        page = super().with_content_json(content)
        page.product_id, page.locale_code = self.product_id, self.locale_code
        return page

    def publish(self, revision: Revision, user=None, **options: Any) -> None:
        """Publish, or raise CannotPublish: the one gate for workflows, bulk actions, translations and code.

        From the timetable nothing is raised, because it would keep all later pages from being published: the revision is
        taken off the timetable and the page's history says why.
        """
        # What counts is the gallery that would be published, and the product as it is stored now.
        wanted = revision.as_object()
        missing = wanted.missing(pictured=bool(wanted.gallery.all()))
        if not missing:
            super().publish(revision, user=user, **options)
        elif options.get("log_action") == SCHEDULED:
            self.revisions.filter(pk=revision.pk).update(approved_go_live_at=None)
            log(instance=self, action=PUBLISH_REFUSED, revision=revision, data={"missing": missing})
        else:
            raise CannotPublish(self.pk, self.get_admin_display_title(), missing)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not self.live and self.first_published_at and not path_components:
            request.page_was_here = True
            raise Http404
        return super().route(request, path_components)


class ProductPageImage(Orderable):
    page = ParentalKey(ProductPage, on_delete=models.CASCADE, related_name="gallery")
    image = models.ForeignKey(
        ShopImage, on_delete=models.PROTECT, related_name="+", verbose_name=_("picture")
    )
    caption = models.CharField(_("caption"), max_length=160, blank=True)

    panels = [FieldPanel("image"), FieldPanel("caption")]
    override_translatable_fields = [SynchronizedField("image"), TranslatableField("caption")]

    class Meta(Orderable.Meta):
        verbose_name = _("picture")


class OtherCategory(Orderable):
    """A category that lists the product beside the one it stands in."""

    page = ParentalKey(ProductPage, on_delete=models.CASCADE, related_name="other_categories")
    category = models.ForeignKey(
        CategoryPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("category")
    )

    panels = [FieldPanel("category")]
    override_translatable_fields = [SynchronizedField("category")]

    class Meta(Orderable.Meta):
        verbose_name = _("category")
        constraints = [
            models.UniqueConstraint(fields=["page", "category"], name="products_other_category_once")
        ]
