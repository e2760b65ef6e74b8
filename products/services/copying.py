"""Making a product after the model of another."""

from django.db import transaction

from core.actors import Actor
from products.models import Product
from products.services.catalogue import create_product
from products.services.specs import OptionSpec, PriceSpec, VariantDetails, VariantSpec

# A copy is made by the same people and warns of the same things.
_SAFETY = [
    "manufacturer",
    "responsible_person",
    "warnings_bg",
    "warnings_en",
    "no_warnings",
    "gpsr_exempt_reason",
]


@transaction.atomic
def copy_product(*, product_id: int, actor: Actor) -> Product:
    """Make another product with the same options, variants, prices and safety facts, archived, without SKU, GTIN and stock."""
    source = Product.objects.get(pk=product_id)
    options = list(source.options.prefetch_related("values"))
    order = [[value.pk for value in option.values.all()] for option in options]
    specs = []
    for variant in source.variants.filter(archived_at__isnull=True).prefetch_related("values"):
        chosen = {value.pk for value in variant.values.all()}
        specs.append(
            VariantSpec(
                price=PriceSpec(price=variant.price),
                details=VariantDetails(
                    weight_grams=variant.weight_grams,
                    length_mm=variant.length_mm,
                    width_mm=variant.width_mm,
                    height_mm=variant.height_mm,
                    content_quantity=variant.content_quantity,
                    content_unit=variant.content_unit,
                    image_id=variant.image_id,
                ),
                values=[next(i for i, pk in enumerate(pks) if pk in chosen) for pks in order],
            )
        )
    copied = create_product(
        name=source.name,
        brand=source.brand,
        vat_class=source.vat_class,
        tags=source.tags,
        options=[
            OptionSpec(o.name_bg, o.name_en, [(v.label_bg, v.label_en) for v in o.values.all()])
            for o in options
        ],
        variants=specs,
        actor=actor,
        archived=True,
    )
    for name in _SAFETY:
        setattr(copied, name, getattr(source, name))
    copied.save(update_fields=_SAFETY)
    return copied
