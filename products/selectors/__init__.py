from products.selectors.catalogue import Sellable, VariantChoice, get_sellable, get_sellables, variant_choices
from products.selectors.listing import (
    BEST_SELLING,
    NEWEST,
    PRICE_DOWN,
    PRICE_UP,
    entries,
    entries_in,
    pinned_first,
    search_entries,
    sorted_entries,
    with_prices,
)
from products.selectors.related import Related, goes_with, related
from products.selectors.showcases import Showcase, showcase

__all__ = [
    "BEST_SELLING",
    "NEWEST",
    "PRICE_DOWN",
    "PRICE_UP",
    "Related",
    "Sellable",
    "Showcase",
    "VariantChoice",
    "entries",
    "entries_in",
    "get_sellable",
    "get_sellables",
    "goes_with",
    "pinned_first",
    "related",
    "search_entries",
    "showcase",
    "sorted_entries",
    "variant_choices",
    "with_prices",
]
