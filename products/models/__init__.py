from products.models.listing import ListingEntry
from products.models.pages import CategoryPage, ProductPage, ProductPageImage
from products.models.prices import PriceChange
from products.models.product import OptionValue, Product, ProductOption, Variant
from products.models.stock import Stock, StockHold, StockMovement

__all__ = [
    "CategoryPage",
    "ListingEntry",
    "OptionValue",
    "PriceChange",
    "Product",
    "ProductOption",
    "ProductPage",
    "ProductPageImage",
    "Stock",
    "StockHold",
    "StockMovement",
    "Variant",
]
