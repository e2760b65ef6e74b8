"""Lines of a cart, ready for a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from checkout import wording
from checkout.pictures import thumbnails
from checkout.selectors import CartItem, CartView


@dataclass(frozen=True)
class Row:
    item: CartItem
    picture: dict[str, Any] | None
    problem: str
    # Just put into the cart
    is_new: bool = False


def rows_of(view: CartView) -> list[Row]:
    """Return the lines with their pictures and what stands in their way, in words; one query."""
    return rows_for(view.items)


def rows_for(items: Sequence[CartItem]) -> list[Row]:
    """Return any items of a cart so; one query."""
    images = {item.line_id: item.sellable.image_id for item in items if item.sellable}
    pictures = thumbnails(images.values())
    return [
        Row(
            item=item,
            picture=pictures.get(images.get(item.line_id) or 0),
            problem=wording.describe(item.problem) if item.problem else "",
        )
        for item in items
    ]
