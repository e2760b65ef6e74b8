"""What can be chosen about a product: options and their values."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record_audit
from products.models import OptionValue, Product, ProductOption
from products.services.catalogue import locked_product, touch_product
from products.services.specs import InvalidCatalogue


@transaction.atomic
def add_values(
    *,
    product_id: int,
    version: int,
    name_bg: str,
    name_en: str,
    values: Sequence[tuple[str, str]],
    actor: Actor,
) -> ProductOption:
    """Add values (Bulgarian, English) to the option of this name; the option is made if the product has none such.

    A product that has variants already gets no new option, because each of them would lack a value of it. Raises
    StaleVersion or InvalidCatalogue, and then nothing is changed.
    """
    product = locked_product(product_id, version)
    option = product.options.filter(name_bg=name_bg).first()
    if option is None:
        option = _make_option(product, name_bg, name_en)
    known = set(option.values.values_list("label_bg", flat=True))
    labels = [bg for bg, _en in values]
    if known & set(labels) or len(set(labels)) < len(labels):
        raise InvalidCatalogue(
            {(None, "values"): _("A value stands here twice, or the option has it already.")}
        )
    last = option.values.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    OptionValue.objects.bulk_create(
        OptionValue(option=option, label_bg=bg, label_en=en, position=first + i)
        for i, (bg, en) in enumerate(values)
    )
    record_audit(
        actor=actor, action="option-extended", obj=product, changes={name_bg: ["", ", ".join(labels)]}
    )
    touch_product(product)
    return option


def _make_option(product: Product, name_bg: str, name_en: str) -> ProductOption:
    if product.variants.filter(archived_at__isnull=True).exists():
        raise InvalidCatalogue(
            {(None, "name_bg"): _("A new option can be added only before the first variant.")}
        )
    return ProductOption.objects.create(
        product=product, name_bg=name_bg, name_en=name_en, position=product.options.count()
    )
