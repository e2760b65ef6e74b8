from products.models.imports import CatalogueImport, ImportRow, ProductPicture
from products.models.listing import ListingEntry
from products.models.operators import EconomicOperator
from products.models.pages import (
    CategoryPage,
    FeaturedProduct,
    OtherCategory,
    PinnedProduct,
    ProductPage,
    ProductPageImage,
)
from products.models.prices import PriceChange
from products.models.product import ContentUnit, OptionValue, Product, ProductOption, Variant
from products.models.relations import BoughtTogether, ProductRelation, ProductSales
from products.models.restock import RestockRequest
from products.models.stock import Stock, StockHold, StockMovement

__all__ = [
    "BoughtTogether",
    "CatalogueImport",
    "CategoryPage",
    "ContentUnit",
    "EconomicOperator",
    "FeaturedProduct",
    "ImportRow",
    "ListingEntry",
    "OptionValue",
    "OtherCategory",
    "PinnedProduct",
    "PriceChange",
    "Product",
    "ProductOption",
    "ProductPage",
    "ProductPageImage",
    "ProductPicture",
    "ProductRelation",
    "ProductSales",
    "RestockRequest",
    "Stock",
    "StockHold",
    "StockMovement",
    "Variant",
]
