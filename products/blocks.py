"""StreamField blocks that show products and categories.

They hold page choices only. What is behind them is looked up once for the whole page: its context brings a `showcase`
(products.selectors.showcase), and each block takes its part of it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from core.blocks import EDITORIAL_BLOCKS, LinkBlock


class CategoryCardBlock(blocks.StructBlock):
    category = blocks.PageChooserBlock(page_type="products.CategoryPage", label=_("category"))
    image = ImageChooserBlock(required=False, label=_("another picture"))
    text = blocks.CharBlock(max_length=120, required=False, label=_("line of text"))


class CategoryRowBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=90, required=False, label=_("heading"))
    categories = blocks.ListBlock(CategoryCardBlock(), min_num=1, max_num=6, label=_("categories"))

    class Meta:
        icon = "folder-open-inverse"
        label = _("Row of categories")
        template = "blocks/category_row.html"

    def get_context(self, value, parent_context=None) -> dict[str, Any]:
        """Add `cards` (title, url, text, image), without categories that are not published in this language."""
        context = super().get_context(value, parent_context)
        shown = context.get("showcase")
        context["cards"] = shown.cards(value, context.get("request")) if shown else []
        return context


class ProductCardBlock(blocks.StructBlock):
    """One product inside a text, with its live price."""

    product = blocks.PageChooserBlock(page_type="products.ProductPage", label=_("product"))
    text = blocks.CharBlock(max_length=160, required=False, label=_("line of text"))

    class Meta:
        icon = "tag"
        label = _("Product")
        template = "blocks/product.html"

    def get_context(self, value, parent_context=None) -> dict[str, Any]:
        """Add `entry`, the listing entry, or None while the product has no published page in this language."""
        context = super().get_context(value, parent_context)
        shown = context.get("showcase")
        context["entry"] = shown.entry(value["product"]) if shown else None
        return context


class ProductRowBlock(blocks.StructBlock):
    """A row of products: picked by hand, or the newest, reduced or best selling ones of a category."""

    heading = blocks.CharBlock(max_length=90, required=False, label=_("heading"))
    text = blocks.CharBlock(max_length=200, required=False, label=_("line of text"))
    source = blocks.ChoiceBlock(
        choices=[
            ("picked", _("picked by hand")),
            ("newest", _("newest")),
            ("reduced", _("reduced")),
            ("best", _("best selling")),
        ],
        default="picked",
        label=_("which"),
    )
    products = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="products.ProductPage"), required=False, label=_("products")
    )
    category = blocks.PageChooserBlock(
        page_type="products.CategoryPage",
        required=False,
        label=_("only of this category"),
        help_text=_("A row picked by hand is filled up from it when it holds fewer products than wanted."),
    )
    count = blocks.IntegerBlock(min_value=2, max_value=12, default=4, label=_("how many at the most"))
    link = LinkBlock(required=False, label=_("link"))

    class Meta:
        icon = "list-ul"
        label = _("Row of products")
        template = "blocks/product_row.html"

    def get_context(self, value, parent_context=None) -> dict[str, Any]:
        """Add `entries`, listing entries; empty while there is nothing to show."""
        context = super().get_context(value, parent_context)
        shown = context.get("showcase")
        context["entries"] = shown.row(value) if shown else []
        return context


class HotSpotBlock(blocks.StructBlock):
    """A product and where it stands in the picture, in percent of its width and height."""

    product = blocks.PageChooserBlock(page_type="products.ProductPage", label=_("product"))
    x = blocks.IntegerBlock(min_value=0, max_value=100, default=50, label=_("from the left, in percent"))
    y = blocks.IntegerBlock(min_value=0, max_value=100, default=50, label=_("from the top, in percent"))

    class Meta:
        icon = "crosshairs"
        label = _("Spot")


class ShoppablePictureBlock(blocks.StructBlock):
    """A picture whose products can be touched."""

    heading = blocks.CharBlock(max_length=90, required=False, label=_("heading"))
    image = ImageChooserBlock(label=_("picture"))
    spots = blocks.ListBlock(HotSpotBlock(), min_num=1, max_num=8, label=_("spots"))
    caption = blocks.CharBlock(max_length=200, required=False, label=_("caption"))

    class Meta:
        icon = "crosshairs"
        label = _("Picture to shop from")
        template = "blocks/shoppable_picture.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `spots` (products.selectors.showcases.Spot), numbered, without products that nobody can open."""
        context = super().get_context(value, parent_context)
        shown = context.get("showcase")
        context["spots"] = shown.spots(value) if shown else []
        return context


SHOP_BLOCKS = [
    ("product", ProductCardBlock()),
    ("product_row", ProductRowBlock()),
    ("shoppable_picture", ShoppablePictureBlock()),
    ("category_row", CategoryRowBlock()),
]
PAGE_BLOCKS = [*EDITORIAL_BLOCKS, *SHOP_BLOCKS]
